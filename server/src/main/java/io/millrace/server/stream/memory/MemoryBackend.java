package io.millrace.server.stream.memory;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.AppendCheck;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.CommitChain;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.LargeRecords;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.LocalIntake;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamGrowth;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Streams in lists, under one lock. Retention is not applied. */
public final class MemoryBackend implements Backend {

  private static final int DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private final int maxRecordBytes;
  private final Subscriptions subscriptions = new Subscriptions();
  private final LargeRecords large = new LargeRecords((partition, offset) -> 0);
  private final Map<StreamPartition, List<StreamRecord>> partitions = new HashMap<>();
  private final Map<String, Map<StreamPartition, Long>> groups = new HashMap<>();
  private Map<String, StreamSpec> streams = Map.of();
  private @Nullable BackendException breakdown;
  private boolean closed;

  public MemoryBackend() {
    this(DEFAULT_MAX_RECORD_BYTES);
  }

  public MemoryBackend(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  /** Lets every append and commit fail from now on, as if the store were broken. */
  public synchronized void breakDown(BackendException cause) {
    breakdown = cause;
  }

  /** Ends what {@link #breakDown} began. */
  public synchronized void recover() {
    breakdown = null;
  }

  @Override
  public synchronized void declare(Collection<StreamSpec> declared) {
    requireOpen();
    streams = StreamGrowth.grow(streams, declared);
    for (StreamSpec spec : declared) {
      for (int i = 0; i < spec.partitions(); i++) {
        partitions.computeIfAbsent(new StreamPartition(spec.name(), i), p -> new ArrayList<>());
      }
    }
  }

  @Override
  public synchronized Map<String, StreamSpec> streams() {
    return Map.copyOf(streams);
  }

  @Override
  public Intake open(IntakeSpec spec) {
    return new LocalIntake(this, this::commit, large, spec);
  }

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> appends) {
    Map<StreamPartition, Long> bases;
    try {
      bases = store(appends);
    } catch (BackendException e) {
      return CompletableFuture.failedFuture(e);
    }
    subscriptions.appended(streamsOf(appends));
    return CompletableFuture.completedFuture(bases);
  }

  private CompletableFuture<Void> commit(String group, Commit commit, CommitChain chain) {
    try {
      storeCommit(group, commit);
    } catch (BackendException e) {
      chain.breakWith(e);
      return CompletableFuture.failedFuture(e);
    }
    subscriptions.appended(streamsOf(commit.appends()));
    return CompletableFuture.completedFuture(null);
  }

  private synchronized void storeCommit(String group, Commit commit) {
    store(commit.appends());
    groups.computeIfAbsent(group, name -> new HashMap<>()).putAll(commit.offsets());
  }

  private synchronized Map<StreamPartition, Long> store(Map<StreamPartition, Records> appends) {
    requireOpen();
    AppendCheck.partitions(appends.keySet(), streams);
    AppendCheck.sizes(appends, maxRecordBytes);
    if (breakdown != null) {
      throw breakdown;
    }
    Map<StreamPartition, Long> bases = new HashMap<>();
    appends.forEach(
        (partition, records) -> {
          List<StreamRecord> stored = requireNonNull(partitions.get(partition));
          bases.put(partition, (long) stored.size());
          records.at(stored.size()).forEach(stored::add);
        });
    return bases;
  }

  @Override
  public synchronized Batch read(StreamPartition partition, long offset, Limits limits) {
    List<StreamRecord> stored = recordsOf(partition);
    int from = (int) Math.min(Math.max(offset, 0), stored.size());
    int to = from;
    long bytes = 0;
    while (to < stored.size() && to - from < limits.records() && bytes < limits.bytes()) {
      int size = stored.get(to).bytes();
      if (to > from && bytes + size > limits.bytes()) {
        break;
      }
      bytes += size;
      to++;
    }
    List<StreamRecord> records = List.copyOf(stored.subList(from, to));
    return new Batch(partition, records, to - from, bytes, to == from ? offset : to);
  }

  @Override
  public synchronized OffsetRange range(StreamPartition partition) {
    return new OffsetRange(0, recordsOf(partition).size());
  }

  private List<StreamRecord> recordsOf(StreamPartition partition) {
    requireOpen();
    AppendCheck.partitions(List.of(partition), streams);
    return requireNonNull(partitions.get(partition));
  }

  @Override
  public synchronized Map<StreamPartition, Long> committed(String group) {
    requireOpen();
    return Map.copyOf(groups.getOrDefault(group, Map.of()));
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    return subscriptions.add(stream, callback);
  }

  @Override
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  @Override
  public synchronized List<String> complaints() {
    return breakdown == null ? List.of() : List.of(String.valueOf(breakdown.getMessage()));
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new BackendException(BackendException.Kind.UNAVAILABLE, "the backend is closed");
    }
  }

  private static Set<String> streamsOf(Map<StreamPartition, Records> appends) {
    return appends.keySet().stream().map(StreamPartition::stream).collect(Collectors.toSet());
  }
}
