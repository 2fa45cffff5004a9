package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real events, where the folder with them is there: see its README. */
class RealDataTest {

  @Test
  void webhooksComeBackByteForByte() throws IOException {
    List<String> events = events("github-webhooks");
    assertThat(events).hasSize(139);
    events.forEach(RealDataTest::roundTrip);
  }

  @Test
  void trucksComeBackByteForByte() throws IOException {
    List<String> events = events("trucks");
    assertThat(events).hasSize(130);
    events.forEach(RealDataTest::roundTrip);
  }

  private static void roundTrip(String line) {
    byte[] bytes = line.getBytes(UTF_8);
    Event event = Codecs.decode(Codecs.json(), bytes).get();
    FieldPath fresh = FieldPath.of("millrace.test.fresh");
    Object expected;
    try {
      expected = StrictJackson.read(bytes);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
    assertThat(Codecs.encode(Codecs.json(), event)).isEqualTo(bytes);
    assertThat(event.value(FieldPath.ROOT).get()).isEqualTo(expected);
    assertThat(Codecs.encode(event.with(fresh, 1)))
        .isEqualTo(
            line.substring(0, line.lastIndexOf('}')) + ",\"millrace\":{\"test\":{\"fresh\":1}}}");
  }

  private static List<String> events(String folder) throws IOException {
    Path path = Path.of(System.getProperty("millrace.root"), "..", "shared", "data", folder);
    assumeTrue(Files.isDirectory(path), "no real data: " + folder + " is not there");
    List<String> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ndjson")).sorted().toList()) {
        events.addAll(Files.readAllLines(file));
      }
    }
    return events;
  }
}
