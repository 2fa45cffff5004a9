package io.millrace.server.http;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.memory.MemoryBackend;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend in memory whose appends become durable only once it is let go, that may refuse large
 * ones, and that may have marks behind the last record, over which a read passes, as Kafka has.
 */
final class GatedBackend implements Backend {

  final AtomicInteger appends = new AtomicInteger();
  final AtomicInteger mostRecords = new AtomicInteger(Integer.MAX_VALUE);
  final AtomicInteger marks = new AtomicInteger();
  final AtomicInteger mostRecordBytes = new AtomicInteger(Integer.MAX_VALUE);
  final CompletableFuture<Void> gate = new CompletableFuture<>();

  private final MemoryBackend memory = new MemoryBackend();

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> records) {
    appends.incrementAndGet();
    if (records.values().stream().mapToInt(Records::count).sum() > mostRecords.get()) {
      return CompletableFuture.failedFuture(
          new BackendException(BackendException.Kind.REFUSED, "too many records"));
    }
    return gate.thenComposeAsync(open -> memory.append(records));
  }

  @Override
  public void declare(Collection<StreamSpec> streams) {
    memory.declare(streams);
  }

  @Override
  public Map<String, StreamSpec> streams() {
    return memory.streams();
  }

  @Override
  public Intake open(IntakeSpec spec) {
    return memory.open(spec);
  }

  @Override
  public Batch read(StreamPartition partition, long offset, Limits limits) {
    Batch batch = memory.read(partition, offset, limits);
    long end = memory.range(partition).next() + marks.get();
    return batch.count() > 0
        ? batch
        : new Batch(partition, List.of(), 0, 0, Math.max(batch.nextOffset(), end));
  }

  @Override
  public OffsetRange range(StreamPartition partition) {
    return memory.range(partition);
  }

  @Override
  public Map<StreamPartition, Long> committed(String group) {
    return memory.committed(group);
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    return memory.onAppend(stream, callback);
  }

  @Override
  public int maxRecordBytes() {
    return Math.min(memory.maxRecordBytes(), mostRecordBytes.get());
  }

  @Override
  public List<String> complaints() {
    return memory.complaints();
  }

  @Override
  public void close() {
    memory.close();
  }
}
