package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Files that are not as they were written. */
class DamageTest {

  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final StreamPartition A = new StreamPartition("a", 0);
  private static final StreamPartition B = new StreamPartition("b", 0);
  private static final String FIRST = SegmentHeader.fileName(1);

  private final SimulatedFiles files = new SimulatedFiles(1);

  @BeforeAll
  static void beQuiet() {
    ((Logger) LoggerFactory.getLogger(DamageTest.class.getPackageName())).setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    ((Logger) LoggerFactory.getLogger(DamageTest.class.getPackageName())).setLevel(null);
  }

  @Test
  void aTornTailCostsOnlyWhatWasTorn() {
    List<Integer> ends = fill(1 << 20, 200);
    byte[] whole = Arrays.copyOf(files.file(FIRST).content(), ends.get(ends.size() - 1));
    for (int length = ends.get(0); length < whole.length; length += 23) {
      byte[] garbage = new byte[length % 3 * 700];
      new Random(length).nextBytes(garbage);
      byte[] torn = Arrays.copyOf(whole, length + garbage.length);
      System.arraycopy(garbage, 0, torn, length, garbage.length);
      files.file(FIRST).replace(torn);
      int cut = length;
      long least = ends.stream().filter(end -> end <= cut).count() - 1;
      long most = ends.stream().filter(end -> end - 7 <= cut).count() - 1; // zeros at its end
      try (EmbeddedBackend backend = open(1 << 20)) {
        assertThat(backend.range(A).next()).as("cut at %s", length).isBetween(least, most);
        assertThat(backend.complaints()).isEmpty();
      }
    }
  }

  @Test
  void aFlippedBitIsNeverServed() throws Exception {
    fill(4000, 60);
    int detected = 0;
    byte[] original = files.file(FIRST).content();
    Random random = new Random(5);
    for (int i = 0; i < 400; i++) {
      files.file(FIRST).flip(random.nextInt(original.length * 8));
      files.delete(SegmentHeader.indexName(1));
      boolean ok = EmbeddedVerifier.verify(files).ok();
      try (EmbeddedBackend backend = open(4000)) {
        int damaged = damagedPartitions(backend);
        assertThat(damaged == 0 || !ok).as("verify sees what a reader sees").isTrue();
      }
      detected += ok ? 0 : 1;
      files.file(FIRST).replace(original);
    }
    assertThat(detected).isGreaterThan(380);
  }

  private static int damagedPartitions(EmbeddedBackend backend) {
    int damaged = 0;
    for (StreamPartition partition : List.of(A, B)) {
      try {
        assertThat(readAll(backend, partition)).isEqualTo(expected(partition, 60));
      } catch (BackendException e) {
        assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(e).hasMessageContaining("stream " + partition.stream() + ", partition 0");
        damaged++;
      }
    }
    return damaged;
  }

  @Test
  void damageInOneStreamLeavesTheOthersReadable() {
    fill(1 << 20, 10);
    int at = find(files.file(FIRST).content(), "a-5");
    files.file(FIRST).flip(at * 8);

    try (EmbeddedBackend backend = open(1 << 20)) {
      assertThat(readAll(backend, B)).isEqualTo(expected(B, 10));
      assertThat(texts(backend.read(A, 0, ALL))).hasSize(5);
      assertThatThrownBy(() -> backend.read(A, 5, ALL))
          .hasMessageContaining("stream a, partition 0, offsets 5 to 5");
      assertThat(texts(backend.read(A, 6, ALL))).hasSize(4);
      assertThat(backend.complaints())
          .as("one of the start, one of the read")
          .hasSize(2)
          .anyMatch(complaint -> complaint.contains("stream a, partition 0, offsets 5 to 5"));
    }
    EmbeddedVerifier.Result result = EmbeddedVerifier.verify(files);
    assertThat(result.ok()).isFalse();
    assertThat(result.damages().get(0)).contains(FIRST, "stream a, partition 0, offsets 5 to 5");
  }

  @Test
  void anIntakeGoesOnWithThePartitionsThatAreWhole() {
    fill(1 << 20, 10);
    files.file(FIRST).flip(find(files.file(FIRST).content(), "a-5") * 8);

    try (EmbeddedBackend backend = open(1 << 20);
        Intake intake = backend.open(new IntakeSpec("group", List.of("a", "b"), 0, 1))) {
      Map<StreamPartition, List<String>> polled = new HashMap<>();
      for (int i = 0; i < 5; i++) {
        for (Batch batch : intake.poll(ALL, Duration.ZERO)) {
          polled.computeIfAbsent(batch.partition(), p -> new ArrayList<>()).addAll(texts(batch));
        }
      }
      assertThat(polled).isEqualTo(Map.of(A, expected(A, 5), B, expected(B, 10)));
    }
  }

  @Test
  void aWholeDirectoryVerifies() {
    fill(4000, 60);
    EmbeddedVerifier.Result result = EmbeddedVerifier.verify(files);

    assertThat(result.damages()).isEmpty();
    assertThat(result.segments()).hasSizeGreaterThan(3);
    assertThat(result.segments().stream().mapToLong(EmbeddedVerifier.SegmentReport::records).sum())
        .isEqualTo(120);
  }

  @Test
  void aMissingSegmentIsFound() throws Exception {
    fill(4000, 60);
    files.delete(SegmentHeader.fileName(2));

    assertThat(EmbeddedVerifier.verify(files).damages())
        .anyMatch(damage -> damage.contains("missing records, stream a"));
    try (EmbeddedBackend backend = open(4000)) {
      assertThatThrownBy(() -> readAll(backend, A)).hasMessageContaining("stream a, partition 0");
    }
  }

  @Test
  void aDamagedStartOfTheNewestSegmentIsReadFromTheOneBefore() {
    fill(4000, 60);
    String newest =
        files.list().stream()
            .filter(name -> name.endsWith(".segment"))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    files.file(newest).flip(8 * 70);

    try (EmbeddedBackend backend = open(4000)) {
      assertThat(backend.range(A).next()).isEqualTo(60);
      assertThat(readAll(backend, A)).isEqualTo(expected(A, 60));
      assertThat(backend.complaints()).isNotEmpty();
    }
  }

  @Test
  void aNewerFormatIsRefused() {
    fill(1 << 20, 3);
    byte[] content = files.file(FIRST).content();
    ByteBuffer.wrap(content).putInt(8, 3);
    int crc = BlockCodec.crc(io.millrace.server.stream.Bytes.of(content, 0, 60));
    ByteBuffer.wrap(content).putInt(60, crc);
    files.file(FIRST).replace(content);

    assertThatThrownBy(() -> open(1 << 20)).hasMessageContaining("format version 3");
    assertThatThrownBy(() -> EmbeddedVerifier.verify(files)).hasMessageContaining("version 3");
  }

  /** Appends to two streams, one frame for each round, and tells where each frame ends. */
  private List<Integer> fill(int segmentBytes, int rounds) {
    List<Integer> ends = new ArrayList<>();
    try (EmbeddedBackend backend = open(segmentBytes)) {
      backend.declare(List.of(StreamSpec.of("a", 1), StreamSpec.of("b", 1)));
      ends.add(end());
      for (int i = 0; i < rounds; i++) {
        backend.append(Map.of(A, values(text(A, i)), B, values(text(B, i)))).join();
        ends.add(end());
      }
    }
    return ends;
  }

  private int end() {
    return (int) EmbeddedVerifier.verify(files).segments().get(0).bytes();
  }

  private EmbeddedBackend open(int segmentBytes) {
    return TestingLogs.threaded(files, TestingLogs.config(segmentBytes));
  }

  private static String text(StreamPartition partition, int i) {
    return partition.stream() + "-" + i + "-" + "y".repeat(150);
  }

  private static List<String> expected(StreamPartition partition, int count) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(text(partition, i));
    }
    return expected;
  }

  private static List<String> readAll(EmbeddedBackend backend, StreamPartition partition) {
    List<String> all = new ArrayList<>();
    long at = 0;
    while (at < backend.range(partition).next()) {
      Batch batch = backend.read(partition, at, ALL);
      all.addAll(texts(batch));
      at = batch.nextOffset();
    }
    return all;
  }

  private static int find(byte[] content, String text) {
    return new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
