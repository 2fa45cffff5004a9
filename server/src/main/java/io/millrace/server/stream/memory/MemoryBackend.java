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
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Streams in memory, under one lock. Retention is not applied. */
public final class MemoryBackend implements Backend {

  private static final int DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private final int maxRecordBytes;
  private final Subscriptions subscriptions = new Subscriptions();
  private final LargeRecords large = new LargeRecords((partition, offset) -> 0);
  private final Map<StreamPartition, MemoryLog> partitions = new HashMap<>();
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
        partitions.computeIfAbsent(new StreamPartition(spec.name(), i), MemoryLog::new);
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
        (partition, records) ->
            bases.put(partition, requireNonNull(partitions.get(partition)).append(records)));
    return bases;
  }

  @Override
  public synchronized Batch read(StreamPartition partition, long offset, Limits limits) {
    return logOf(partition).read(offset, limits);
  }

  @Override
  public synchronized OffsetRange range(StreamPartition partition) {
    return new OffsetRange(0, logOf(partition).end());
  }

  private MemoryLog logOf(StreamPartition partition) {
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
