package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.LoggedEvents;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commits that wait behind another, without a broker. */
@Timeout(60)
class CommitterTest {

  private static final StreamPartition IN = new StreamPartition("in", 0);

  private final Share share = new Share();
  private final Slow storing = new Slow();
  private final Committer committer =
      new Committer("group-0", "group", share, storing, new Complaints());
  private final Thread thread = new Thread(committer, "committer");

  /** Stores what belongs together; the answer to the first takes long. */
  private static final class Slow implements Committer.Storing {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Map<StreamPartition, Long>> stored = new ArrayList<>();
    private final AtomicReference<@Nullable Error> defect = new AtomicReference<>();

    @Override
    public void prepare() {
      throwDefect();
    }

    private void throwDefect() {
      Error now = defect.getAndSet(null);
      if (now != null) {
        throw now;
      }
    }

    @Override
    public void store(
        List<Commit> commits, Map<StreamPartition, Long> offsets, Committer.Continuity continuity) {
      boolean holds = continuity.holds();
      begun.countDown();
      try {
        assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      throwDefect();
      if (!holds) {
        throw new BackendException(Kind.LOST, "not its own any more");
      }
      stored.add(offsets);
    }

    @Override
    public void giveUp() {}

    @Override
    public void close() {}
  }

  @AfterEach
  void close() throws InterruptedException {
    storing.goOn.countDown();
    committer.close(Duration.ofSeconds(10));
    thread.join();
  }

  private void fetch(int from, int to) {
    List<StreamRecord> records = new ArrayList<>();
    for (int n = from; n < to; n++) {
      records.add(new StreamRecord(n, 0, null, RecordHeaders.EMPTY, Bytes.utf8(String.valueOf(n))));
    }
    share.fetched(IN, records, to);
  }

  private CompletableFuture<Void> commitTo(long offset, int expected) {
    assertThat(texts(share.take(new Limits(expected, 1 << 20)).get(0))).hasSize(expected);
    return committer.submit(new Commit(Map.of(IN, offset), Map.of()));
  }

  /** Else the records in between would be stored twice, by one transaction. */
  @Test
  void commitsOfTwoTimesOfOwningAPartitionAreNotStoredTogether() throws Exception {
    thread.start();
    share.own(IN, 0, 30);
    share.joined();
    fetch(0, 20);
    CompletableFuture<Void> first = commitTo(10, 10);
    assertThat(storing.begun.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> before = commitTo(20, 10);

    share.lost();
    share.own(IN, 10, 30);
    share.joined();
    fetch(10, 20);
    CompletableFuture<Void> after = commitTo(20, 10);
    storing.goOn.countDown();

    assertThatThrownBy(before::join).hasStackTraceContaining("not its own any more");
    assertThatThrownBy(after::join).hasStackTraceContaining("not its own any more");
    assertThat(storing.stored).doesNotContain(Map.of(IN, 20L));
    assertThat(first).isCompleted();
  }

  @Test
  void aDefectIsTheAnswerAndTheWorkerCanGoBack() throws Exception {
    thread.start();
    share.own(IN, 0, 30);
    share.joined();
    fetch(0, 20);
    try (LoggedEvents logged = LoggedEvents.of(Committer.class)) {
      CompletableFuture<Void> first = commitTo(10, 10);
      assertThat(storing.begun.await(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> behind = commitTo(20, 10);
      storing.defect.set(new NoClassDefFoundError("gone"));
      storing.goOn.countDown();

      assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
          .cause()
          .hasMessageContaining("NoClassDefFoundError: gone")
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(Kind.UNAVAILABLE);
      assertThatThrownBy(behind::join).hasMessageContaining("an earlier commit failed");
      assertThat(logged.count("a defect of Millrace itself")).isEqualTo(1);
      assertThat(logged.traces()).isEqualTo(1);
    }
    assertThat(committer.awaitAnswers(Duration.ofSeconds(30))).isTrue();
    share.restart(Map.of(IN, 0L));
    fetch(0, 20);
    commitTo(20, 20).join();
    assertThat(storing.stored).containsExactly(Map.of(IN, 20L));
  }

  @Test
  void aDefectBeforeTheFirstCommitIsTriedAgain() {
    storing.defect.set(new NoClassDefFoundError("gone"));
    thread.start();

    assertThat(committer.awaitReady(Duration.ofSeconds(30))).isTrue();
  }
}
