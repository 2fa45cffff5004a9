package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One stream keeps little for ever, another one much and not for long. */
class MergingTest {

  private static final StreamPartition MUCH = new StreamPartition("much", 0);
  private static final StreamPartition KEPT = new StreamPartition("kept", 0);
  private static final Limits ALL = new Limits(10_000, 10_000_000);
  private static final int ROUNDS = 400;

  private final SimulatedFiles files = new SimulatedFiles(1);
  private final AtomicReference<ManualCommitter> committer = new AtomicReference<>();

  @Test
  void whatIsStillWantedNoLongerHoldsOldSegments() {
    EmbeddedBackend backend = filled();
    long before = segments();
    tidy();

    assertThat(segments()).isLessThan(before / 4);
    assertThat(texts(backend.read(KEPT, 0, ALL))).isEqualTo(expected());
    backend.close();
    assertThat(EmbeddedVerifier.verify(files).damages()).isEmpty();
    EmbeddedBackend again = open();
    assertThat(again.range(KEPT).first()).isZero();
    assertThat(texts(again.read(KEPT, 0, ALL))).isEqualTo(expected());
    again.close();
  }

  @Test
  void readersSeeNoDifference() throws Exception {
    EmbeddedBackend backend = filled();
    AtomicBoolean stop = new AtomicBoolean();
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread reader =
          new Thread(
              () -> {
                try {
                  while (!stop.get()) {
                    assertThat(texts(backend.read(KEPT, 0, ALL))).isEqualTo(expected());
                  }
                } catch (RuntimeException | AssertionError e) {
                  wrong.add(e);
                }
              });
      readers.add(reader);
      reader.start();
    }
    tidy();
    stop.set(true);
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(wrong).isEmpty();
    backend.close();
  }

  @Test
  void aFullDiskIsLeftAlone() {
    EmbeddedBackend backend = filled();
    long before = segments();
    files.leaveRoom(3000);
    tidy();

    assertThat(segments()).isEqualTo(before);
    assertThat(files.list()).noneMatch(name -> name.endsWith(".new"));
    files.makeRoom();
    tidy();
    assertThat(segments()).isLessThan(before / 4);
    backend.close();
  }

  @Test
  void whatIsDamagedIsNotMergedAndStillNamed() throws Exception {
    EmbeddedBackend backend = filled();
    backend.close();
    String first = SegmentHeader.fileName(1);
    byte[] content = files.file(first).content();
    files.file(first).flip(8 * (content.length - 200));
    files.delete(SegmentHeader.indexName(1));
    List<String> damages = EmbeddedVerifier.verify(files).damages();
    assertThat(damages).isNotEmpty();
    EmbeddedBackend again = open();
    tidy();
    again.close();

    assertThat(files.file(first)).isNotNull();
    assertThat(EmbeddedVerifier.verify(files).damages()).isNotEmpty();
  }

  private void tidy() {
    committer.get().applyRetention();
    while (committer.get().tidy()) {
      // until there is no more to do
    }
  }

  private EmbeddedBackend filled() {
    EmbeddedBackend backend = open();
    backend.declare(
        List.of(
            StreamSpec.of("kept", 1),
            new StreamSpec("much", 1, Optional.empty(), OptionalLong.of(2_000))));
    for (int i = 0; i < ROUNDS; i++) {
      String much = i + "m".repeat(120);
      CompletableFuture<?> append =
          backend.append(Map.of(MUCH, values(much), KEPT, values("kept " + i)));
      committer.get().flush();
      append.join();
    }
    return backend;
  }

  private static List<String> expected() {
    return IntStream.range(0, ROUNDS).mapToObj(i -> "kept " + i).toList();
  }

  private long segments() {
    return files.list().stream().filter(name -> name.endsWith(".segment")).count();
  }

  private EmbeddedBackend open() {
    return EmbeddedBackend.open(
        TestingLogs.config(4000),
        TestingLogs.environment(files),
        commitLog -> {
          committer.set(new ManualCommitter(commitLog));
          return committer.get();
        });
  }
}
