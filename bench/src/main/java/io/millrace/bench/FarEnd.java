package io.millrace.bench;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts the events that have come out, and waits for them. */
final class FarEnd {

  private static final long LOOK_EVERY_MILLIS = 5;

  /** To count a thousand partitions costs something, which is not the engine's. */
  private static final int MANY_PARTITIONS = 100;

  private static final long LOOK_AT_MANY_EVERY_MILLIS = 50;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Backend backend;
  private final List<StreamPartition> outputs = new ArrayList<>();
  private final Workload workload;
  private final long before;
  private final long failedBefore;

  /** From now on; the streams have been declared. */
  FarEnd(Backend backend, Setup setup) {
    this.backend = backend;
    workload = setup.workload();
    for (String stream : setup.outputs()) {
      for (int i = 0; i < setup.partitions(); i++) {
        outputs.add(new StreamPartition(stream, i));
      }
    }
    before = records("");
    failedBefore = records(Workload.FAILURES);
  }

  /** Waits until all events are out; returns what the last three quarters took. */
  Usage measure(long events) throws InterruptedException {
    Meter start = Meter.now(await(events / 4));
    Meter end = Meter.now(await(events));
    if (end.events() != events) {
      throw new IllegalStateException(end.events() + " came out, of " + events);
    }
    long failed = records(Workload.FAILURES) - failedBefore;
    if (failed != workload.failing(events)) {
      throw new IllegalStateException(failed + " failed, of " + events);
    }
    return end.since(start);
  }

  private long await(long wanted) throws InterruptedException {
    long out = count();
    long cameAt = System.nanoTime();
    long pause = outputs.size() > MANY_PARTITIONS ? LOOK_AT_MANY_EVERY_MILLIS : LOOK_EVERY_MILLIS;
    while (out < wanted) {
      Thread.sleep(pause);
      long last = out;
      out = count();
      if (out > last) {
        cameAt = System.nanoTime();
      } else if (System.nanoTime() - cameAt > PATIENCE_NANOS) {
        throw new IllegalStateException("nothing comes out any more after " + out + " events");
      }
    }
    return out;
  }

  private long count() {
    return (records("") - before) / workload.recordsOut();
  }

  /** How many records there are in the streams whose names end so. */
  private long records(String suffix) {
    long records = 0;
    for (StreamPartition output : outputs) {
      records += output.stream().endsWith(suffix) ? backend.range(output).next() : 0;
    }
    return records;
  }
}
