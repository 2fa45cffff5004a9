package io.millrace.server.engine;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.plugin.stage.GuardedSink;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Delivers rounds to a sink: all events of a round in one call, those again that were answered with
 * {@code UNAVAILABLE}, until each event is delivered or has failed. For the worker's thread.
 */
final class Delivery {

  private final GuardedSink sink;
  private final Attempt attempt;
  private final Patience patience;
  private final Waiting waiting;

  private final PipelineMeters meters;

  Delivery(
      GuardedSink sink,
      Attempt attempt,
      Patience patience,
      Waiting waiting,
      PipelineMeters meters) {
    this.sink = sink;
    this.attempt = attempt;
    this.patience = patience;
    this.waiting = waiting;
    this.meters = meters;
  }

  /** There is nothing to deliver. */
  void idle() {
    patience.leaveRecord();
    sink.idle();
  }

  /**
   * Delivers the records of a poll and adds to the round what became of each.
   *
   * @return false if the worker is to stop before all of them were answered for; what was answered
   *     for, up to the first in each partition that was not, is in the round
   */
  boolean deliver(List<Batch> batches, Round round) {
    List<Pending> pending = new ArrayList<>();
    boolean complete = process(batches, pending);
    complete &= deliver(pending);
    if (complete) {
      pending.forEach(
          item -> round.add(item.at, item.record, item.outcome(attempt), item.attempts));
      batches.forEach(batch -> round.done(batch.partition(), batch.nextOffset()));
    } else {
      addAnswered(pending, round);
    }
    return complete;
  }

  private boolean process(List<Batch> batches, List<Pending> pending) {
    for (Batch batch : batches) {
      for (StreamRecord record : batch.records()) {
        Outcome done = patience.process(batch.partition(), record, (at, offset) -> {});
        if (done == null) {
          return false;
        }
        pending.add(new Pending(batch.partition(), record, done, patience.attempts()));
      }
    }
    return true;
  }

  private boolean deliver(List<Pending> pending) {
    List<Pending.Delivered> open = new ArrayList<>();
    pending.forEach(item -> open.addAll(item.events()));
    boolean waits = false;
    while (!open.isEmpty()) {
      Failures missing = call(open);
      if (missing == null) {
        break;
      }
      if (!waits) {
        waiting.begin(missing);
        waits = true;
      } else if (waiting.givesUp()) {
        open.forEach(event -> event.fail(missing));
        break;
      }
      if (!waiting.pause()) {
        return false;
      }
      meters.retried(attempt.stage());
    }
    waiting.end();
    return true;
  }

  /** Calls the sink once; what stays open is unavailable for the reason that is returned. */
  private @Nullable Failures call(List<Pending.Delivered> open) {
    List<Event> events = open.stream().map(Pending.Delivered::event).toList();
    List<Either<Failures, Event>> answers = sink.deliver(events);
    Failures missing = null;
    List<Pending.Delivered> again = new ArrayList<>();
    Set<Pending> unavailable = new HashSet<>();
    for (int i = 0; i < answers.size(); i++) {
      Either<Failures, Event> answer = answers.get(i);
      if (answer.isLeft() && answer.getLeft().all(Failure.Kind.UNAVAILABLE)) {
        missing = answer.getLeft();
        unavailable.add(open.get(i).item());
      }
    }
    // A record is delivered again as a whole, and so is what follows it in its partition.
    Set<StreamPartition> held = new HashSet<>();
    for (int i = 0; i < answers.size(); i++) {
      Pending.Delivered event = open.get(i);
      if (unavailable.contains(event.item())) {
        held.add(event.item().at);
      }
      if (held.contains(event.item().at)) {
        event.again();
        again.add(event);
      } else {
        answers.get(i).peek(done -> event.succeed()).peekLeft(event::fail);
      }
    }
    open.clear();
    open.addAll(again);
    return missing;
  }

  private void addAnswered(List<Pending> pending, Round round) {
    List<StreamPartition> blocked = new ArrayList<>();
    for (Pending item : pending) {
      if (blocked.contains(item.at)) {
        continue;
      }
      if (item.open > 0) {
        blocked.add(item.at);
        continue;
      }
      round.add(item.at, item.record, item.outcome(attempt), item.attempts);
      round.done(item.at, item.record.offset() + 1);
    }
  }

  /** A record on its way into the sink. */
  private static final class Pending {

    private final StreamPartition at;
    private final StreamRecord record;
    private final Outcome processed;
    private int attempts;
    private int open;
    private @Nullable Failures failures;
    private @Nullable Event failedEvent;

    Pending(StreamPartition at, StreamRecord record, Outcome processed, int attempts) {
      this.at = at;
      this.record = record;
      this.processed = processed;
      this.attempts = attempts;
    }

    List<Delivered> events() {
      if (!(processed instanceof Outcome.Succeeded succeeded)) {
        return List.of();
      }
      open = succeeded.outputs().size();
      return succeeded.outputs().stream()
          .map(output -> new Delivered(this, output.event()))
          .toList();
    }

    /** A record of which one event failed has failed, whatever became of its others. */
    Outcome outcome(Attempt attempt) {
      return failures == null ? processed : new Outcome.Failed(attempt, failures, failedEvent);
    }

    /** One event of a record; it is open until it is delivered or has failed. */
    private record Delivered(Pending item, Event event) {

      void succeed() {
        item.open--;
      }

      void again() {
        item.attempts++;
      }

      void fail(Failures why) {
        item.open--;
        item.failures = item.failures == null ? why : item.failures.and(why);
        item.failedEvent = event;
      }
    }
  }
}
