package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in the file: nothing is thrown, and there is a topology or an error. */
class TopologyFuzzTest {

  private static final Path SAMPLE =
      Path.of(System.getProperty("millrace.root")).resolve("conf").resolve("topology.yaml");

  /** What YAML and topologies are made of. */
  private static final String[] PIECES = {
    ": ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "|\n",
    ">",
    "&a ",
    "*a",
    "!!x ",
    "?",
    "%",
    "@",
    "`",
    "\t",
    "---\n",
    "...",
    "#",
    "<<",
    "~",
    "null",
    "${",
    "${env:X}",
    "0x1",
    "\u0000",
    "\uFEFF",
    "é",
    "from",
    "to",
    "streams",
    "when",
    "with",
    "format: avro",
    "partitions: -1",
    "\r",
    "\\"
  };

  private static Path directory = Path.of("");

  @BeforeContainer
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("topology");
  }

  @AfterContainer
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("t.yaml"));
    Files.delete(directory);
  }

  @Property(tries = 700)
  void mutatedFilesAreATopologyOrAnError(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) throws IOException {
    Random random = new Random(seed);
    byte[] yaml = Files.readAllBytes(SAMPLE);
    for (int i = 0; i < changes; i++) {
      yaml = mutate(yaml, random);
    }
    check(yaml);
  }

  @Property(tries = 300)
  void anyBytesAreATopologyOrAnError(@ForAll byte[] bytes) throws IOException {
    check(bytes);
  }

  private static void check(byte[] yaml) throws IOException {
    Path file = Files.write(directory.resolve("t.yaml"), yaml);
    Problems problems = new Problems();
    Optional<Topology> topology =
        new TopologyLoader(name -> Optional.empty(), directory).load(file, problems);
    assertThat(topology.isPresent()).isEqualTo(!problems.hasErrors());
    assertThat(problems.list())
        .extracting(Problem::location)
        .allMatch(at -> at.file().equals(file.toString()) && at.line() >= 1 && at.column() >= 1);
  }

  private static byte[] mutate(byte[] yaml, Random random) {
    int at = random.nextInt(yaml.length + 1);
    int end = Math.min(yaml.length, at + random.nextInt(20));
    byte[] piece =
        switch (random.nextInt(4)) {
          case 0 -> new byte[] {(byte) random.nextInt(256)};
          case 1 -> new byte[0];
          case 2 -> slice(yaml, random.nextInt(yaml.length + 1), random);
          default -> PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
        };
    int kept = random.nextBoolean() ? end : at;
    byte[] changed = new byte[at + piece.length + yaml.length - kept];
    System.arraycopy(yaml, 0, changed, 0, at);
    System.arraycopy(piece, 0, changed, at, piece.length);
    System.arraycopy(yaml, kept, changed, at + piece.length, yaml.length - kept);
    return changed;
  }

  private static byte[] slice(byte[] yaml, int from, Random random) {
    int length = Math.min(yaml.length - from, random.nextInt(200));
    byte[] slice = new byte[length];
    System.arraycopy(yaml, from, slice, 0, length);
    return slice;
  }
}
