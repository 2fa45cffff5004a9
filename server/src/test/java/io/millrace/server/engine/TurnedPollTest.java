package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.memory.MemoryBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes a turn before it polls, on a real intake. */
@Timeout(60)
class TurnedPollTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final StreamPartition AT = new StreamPartition("in", 0);

  private final Turns turns = new Turns(1, LONG);
  private final MemoryBackend backend = new MemoryBackend();

  private TurnedPoll poll(int roundRecords) {
    return poll(roundRecords, 100);
  }

  private TurnedPoll poll(int roundRecords, int stored) {
    backend.declare(List.of(StreamSpec.of("in", 1)));
    RecordsBuilder builder = new RecordsBuilder();
    for (int i = 0; i < stored; i++) {
      builder.add(0, null, RecordHeaders.EMPTY, Bytes.utf8("{}"));
    }
    backend.append(Map.of(AT, builder.build())).join();
    Intake intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
    return new TurnedPoll(intake, new Limits(roundRecords, 1 << 20), turns.turn());
  }

  /** Whether another could begin now. */
  private boolean isFree() {
    Turns.Turn other = turns.turn();
    CompletableFuture<Void> taken =
        CompletableFuture.runAsync(
            () -> {
              other.take();
              other.end();
            });
    try {
      taken.get(200, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theFirstRoundsAreSmallAndEachTwiceTheOneBefore() {
    TurnedPoll poll = poll(300, 1000);
    List<Integer> rounds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rounds.add(records(poll.poll(LONG, () -> false)));
      poll.done();
    }
    assertThat(rounds).containsExactly(64, 128, 256, 300, 252);
  }

  @Test
  void aFullRoundHasTheTurnUntilItIsDone() {
    TurnedPoll poll = poll(10);
    assertThat(records(poll.poll(LONG, () -> false))).isEqualTo(10);
    assertThat(isFree()).isFalse();
    poll.done();
    assertThat(isFree()).isTrue();
  }

  @Test
  void aPauseGivesItBack() {
    TurnedPoll poll = poll(10);
    poll.poll(LONG, () -> false);
    poll.pause();
    assertThat(isFree()).isTrue();
    poll.done();
  }

  @Test
  void whoseRoundsPassInWaitingTakesNone() throws InterruptedException {
    TurnedPoll poll = poll(10);
    poll.poll(LONG, () -> false);
    TimeUnit.MILLISECONDS.sleep(100);
    poll.done();
    Turns.Turn other = turns.turn();
    other.take();
    assertThat(records(poll.poll(LONG, () -> false))).isEqualTo(10);
    poll.done();
    other.end();
  }

  @Test
  void whoIsToStopPollsNothing() {
    assertThat(poll(10).poll(LONG, () -> true)).isEmpty();
    assertThat(isFree()).isTrue();
  }

  private static int records(List<Batch> batches) {
    return batches.stream().mapToInt(Batch::count).sum();
  }
}
