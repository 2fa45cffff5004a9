package io.millrace.server.http.ingest;

import io.millrace.server.http.streams.BackendProblem;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Loop;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what the connections of one loop bring in one pass and appends it at once: one append,
 * and one wake-up of the loop, for many requests. For the thread of the loop.
 */
final class IngestBatch {

  private static final Logger LOGGER = LoggerFactory.getLogger(IngestBatch.class);

  private static final long MOST_BYTES = 4 * 1024 * 1024;

  private final Loop loop;
  private final Backend backend;
  private final LongSupplier clock;
  private Map<StreamPartition, RecordsBuilder> appends = new HashMap<>();
  private List<Ingest> ingests = new ArrayList<>();
  private long bytes;

  /** What is appended together is recorded at one time. */
  private long now;

  IngestBatch(Loop loop, Backend backend, LongSupplier clock) {
    this.loop = loop;
    this.backend = backend;
    this.clock = clock;
  }

  /** Takes the events of a request, to be appended at the end of this pass. */
  void add(Ingest ingest) {
    if (ingests.isEmpty()) {
      loop.atEnd(this::flush);
      now = clock.getAsLong();
    }
    ingest.addTo(appends, now);
    ingests.add(ingest);
    bytes += ingest.bytes();
    if (bytes >= MOST_BYTES) {
      flush();
    }
  }

  private void flush() {
    if (ingests.isEmpty()) {
      return;
    }
    List<Ingest> flushed = ingests;
    Map<StreamPartition, RecordsBuilder> builders = appends;
    ingests = new ArrayList<>();
    appends = new HashMap<>();
    bytes = 0;
    append(flushed, builders);
  }

  private void append(List<Ingest> flushed, Map<StreamPartition, RecordsBuilder> builders) {
    try {
      Map<StreamPartition, Records> records = new HashMap<>();
      builders.forEach((partition, builder) -> records.put(partition, builder.build()));
      var unused =
          backend
              .append(records)
              .whenComplete((offsets, cause) -> loop.run(() -> settle(flushed, offsets, cause)));
    } catch (Throwable e) { // said to each client, and logged unless it is foreseen
      settle(flushed, null, e);
    }
  }

  private void settle(
      List<Ingest> flushed,
      @Nullable Map<StreamPartition, Long> offsets,
      @Nullable Throwable cause) {
    if (offsets != null) {
      each(flushed, ingest -> ingest.stored(offsets));
      return;
    }
    Throwable reason = cause instanceof CompletionException ? cause.getCause() : cause;
    if (isRefused(reason) && flushed.size() > 1) {
      // One of them cannot be stored; the others shall not suffer for it.
      each(flushed, this::appendAlone);
      return;
    }
    HttpProblem problem = BackendProblem.of(reason);
    each(flushed, ingest -> ingest.failed(problem));
  }

  /** Does something for each of them, whatever comes of another. */
  private static void each(List<Ingest> ingests, Consumer<Ingest> step) {
    for (Ingest ingest : ingests) {
      try {
        step.accept(ingest);
      } catch (Throwable e) {
        fail(ingest, e);
      }
    }
  }

  private static void fail(Ingest ingest, Throwable cause) {
    try {
      ingest.failed(BackendProblem.of(cause));
    } catch (Throwable e) {
      LOGGER.error("http.defect: how a request has ended could not be told", e);
    }
  }

  private void appendAlone(Ingest ingest) {
    Map<StreamPartition, RecordsBuilder> alone = new HashMap<>();
    ingest.addTo(alone, clock.getAsLong());
    append(List.of(ingest), alone);
  }

  private static boolean isRefused(@Nullable Throwable reason) {
    return reason instanceof BackendException e && e.kind() == BackendException.Kind.REFUSED;
  }
}
