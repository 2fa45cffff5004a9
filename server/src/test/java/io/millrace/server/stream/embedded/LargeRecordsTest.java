package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.large;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.LargeRecords;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One large record is in hand at a time, however many groups there are; small ones pass it by. */
class LargeRecordsTest {

  private static final Limits MUCH = new Limits(1000, 256 << 20);
  private static final int HUGE = LargeRecords.LARGE + 1000;
  private static final StreamPartition LARGE = new StreamPartition("a", 0);
  private static final StreamPartition SMALL = new StreamPartition("a", 1);

  private final SimulatedFiles files = new SimulatedFiles(3);
  private final AtomicReference<ManualCommitter> committer = new AtomicReference<>();
  private final EmbeddedBackend backend =
      EmbeddedBackend.open(
          new EmbeddedConfig(Path.of("nowhere"), 64 << 20, SyncMode.ALWAYS, 2 * HUGE, 1 << 20),
          new Environment(files, InstantSource.system(), () -> 1, point -> {}, fatal -> {}),
          commitLog -> {
            committer.set(new ManualCommitter(commitLog));
            return committer.get();
          });

  @BeforeEach
  void fill() {
    backend.declare(List.of(StreamSpec.of("a", 2)));
    append(Map.of(LARGE, large(HUGE), SMALL, values("small")));
    append(Map.of(LARGE, large(HUGE)));
  }

  private void append(Map<StreamPartition, Records> records) {
    var unused = backend.append(records);
    committer.get().flush();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private Intake open(String group) {
    return backend.open(new IntakeSpec(group, List.of("a"), 0, 1));
  }

  private static List<StreamPartition> poll(Intake intake) {
    return intake.poll(MUCH, Duration.ZERO).stream().map(Batch::partition).toList();
  }

  private void commit(Intake intake, long offset) {
    var unused = intake.commit(new Commit(Map.of(LARGE, offset), Map.of()));
  }

  @Test
  void aSecondGroupWaitsUntilTheFirstHasStoredWhatItMadeOfIt() {
    try (Intake first = open("first");
        Intake second = open("second")) {
      assertThat(poll(first)).containsExactly(LARGE, SMALL);
      assertThat(poll(second)).as("small ones pass by").containsExactly(SMALL);
      assertThat(poll(second)).isEmpty();

      commit(first, 1);
      assertThat(poll(first)).as("its own next one waits for it, too").isEmpty();
      assertThat(poll(second)).isEmpty();
      committer.get().flush();
      assertThat(poll(second)).containsExactly(LARGE);
      assertThat(poll(first)).isEmpty();
    }
  }

  @Test
  void whoeverWaitsIsWoken() throws Exception {
    try (Intake first = open("first");
        Intake second = open("second")) {
      assertThat(poll(first)).contains(LARGE);
      assertThat(poll(second)).containsExactly(SMALL);
      CompletableFuture<List<Batch>> waiting =
          CompletableFuture.supplyAsync(() -> second.poll(MUCH, Duration.ofMinutes(5)));
      commit(first, 1);
      committer.get().flush();
      // One of the two gets it; if it is the first, it gives it back.
      poll(first);
      first.rewind();
      assertThat(waiting.get(60, TimeUnit.SECONDS)).extracting(Batch::partition).contains(LARGE);
    }
  }

  @Test
  void aTurnEndsWithARewindAndWithTheIntake() {
    try (Intake second = open("second")) {
      try (Intake first = open("first")) {
        assertThat(poll(first)).contains(LARGE);
        first.rewind();
        assertThat(poll(second)).contains(LARGE);
        second.rewind();
        assertThat(poll(first)).contains(LARGE);
        assertThat(poll(second)).containsExactly(SMALL);
      }
      assertThat(poll(second)).containsExactly(LARGE);
    }
  }

  @Test
  void aLargeRecordIsNeverReadBesideOthersOfItsPartition() {
    append(Map.of(SMALL, values("x", "y")));
    append(Map.of(SMALL, large(HUGE)));

    assertThat(backend.read(SMALL, 0, MUCH).count()).isEqualTo(3);
    assertThat(backend.read(SMALL, 3, MUCH).count()).isEqualTo(1);
  }
}
