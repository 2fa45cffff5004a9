package io.millrace.server.stream.embedded;

import io.millrace.server.stream.AppendCheck;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
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
import io.millrace.server.stream.embedded.file.DataDirectory;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Block;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.Compressors;
import io.millrace.server.stream.embedded.read.BatchReader;
import io.millrace.server.stream.embedded.read.BlockReader;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.Roller;
import io.millrace.server.stream.embedded.segment.SegmentWriter;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams in the segment files of one data directory. */
public final class EmbeddedBackend implements Backend {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBackend.class);

  private static final int MOST_COMPLAINTS = 20;

  private final EmbeddedConfig config;
  private final LogParts parts;
  private final CommitLog commitLog;
  private final Committer committer;
  private final BatchReader reader;
  private final Subscriptions subscriptions;
  private final List<String> damages;
  private final Set<String> found = ConcurrentHashMap.newKeySet();
  private final Closeable lock;
  private final Compressors compressors = new Compressors();
  private final LargeRecords large;
  private volatile boolean closed;

  private EmbeddedBackend(
      EmbeddedConfig config,
      Environment environment,
      Closeable lock,
      Function<CommitLog, Committer> committers)
      throws IOException {
    this.config = config;
    this.lock = lock;
    subscriptions = new Subscriptions();
    parts = LogParts.empty(environment.files(), config.cacheBytes());
    Roller roller = new Roller(parts, environment, config.segmentBytes());
    Recovery recovery = new Recovery(environment, parts, roller);
    SegmentWriter writer = recovery.open();
    damages = recovery.complaints();
    commitLog = new CommitLog(config, environment, parts, roller, subscriptions, writer);
    reader =
        new BatchReader(
            new BlockReader(
                environment.files(),
                parts.segments(),
                parts.indexes(),
                parts.appended(),
                config.cacheBytes() / 4));
    large = new LargeRecords((partition, offset) -> reader.blockBytes(state(partition), offset));
    committer = committers.apply(commitLog);
  }

  /**
   * Opens a data directory, and makes it if it is missing.
   *
   * @param clock for the age of what is stored
   * @param onFatal called once, by any thread, when nothing can be trusted any more: stop the
   *     process at once, without closing this
   * @throws BackendException REFUSED, if the directory cannot be used: another server has it, it
   *     cannot be written, a newer server wrote it
   */
  public static EmbeddedBackend open(
      EmbeddedConfig config, InstantSource clock, Consumer<BackendException> onFatal) {
    return open(
        config,
        Environment.real(config.directory(), clock, onFatal),
        commitLog -> new CommitThread(commitLog, config.sync()).start());
  }

  static EmbeddedBackend open(
      EmbeddedConfig config, Environment environment, Function<CommitLog, Committer> committers) {
    Closeable lock = DataDirectory.lock(environment.files());
    try {
      return new EmbeddedBackend(config, environment, lock, committers);
    } catch (IOException | SyncException e) {
      DataDirectory.release(lock);
      throw DataDirectory.unusable(environment.files(), e);
    } catch (RuntimeException | Error e) {
      DataDirectory.release(lock);
      throw e;
    }
  }

  @Override
  public void declare(Collection<StreamSpec> declared) {
    requireUsable();
    StreamGrowth.grow(parts.state().streams(), declared);
    CommitRequest request = CommitRequest.declare(List.copyOf(declared));
    committer.submit(request);
    try {
      request.bases().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BackendException refused) {
        throw new BackendException(refused.kind(), String.valueOf(refused.getMessage()), refused);
      }
      throw e;
    }
  }

  @Override
  public Map<String, StreamSpec> streams() {
    return parts.state().streams();
  }

  @Override
  public Intake open(IntakeSpec spec) {
    requireUsable();
    return new LocalIntake(this, this::commit, large, spec);
  }

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> appends) {
    CommitRequest request;
    try {
      request = CommitRequest.append(blocks(appends));
    } catch (BackendException e) {
      return CompletableFuture.failedFuture(e);
    }
    committer.submit(request);
    return request.bases().thenApply(bases -> withEmptyOnes(bases, appends));
  }

  private Map<StreamPartition, Long> withEmptyOnes(
      Map<StreamPartition, Long> bases, Map<StreamPartition, Records> appends) {
    for (StreamPartition partition : appends.keySet()) {
      if (!bases.containsKey(partition)) {
        bases.put(partition, range(partition).next());
      }
    }
    return bases;
  }

  private CompletableFuture<Void> commit(String group, Commit commit, CommitChain chain) {
    CommitRequest request;
    try {
      request = CommitRequest.commit(group, commit.offsets(), blocks(commit.appends()), chain);
    } catch (BackendException e) {
      chain.breakWith(e);
      return CompletableFuture.failedFuture(e);
    }
    committer.submit(request);
    return request.bases().thenApply(bases -> null);
  }

  /** Compresses in the thread of the caller, so that the committer has little to do. */
  private List<Block> blocks(Map<StreamPartition, Records> appends) {
    requireUsable();
    AppendCheck.partitions(appends.keySet(), parts.state().streams());
    AppendCheck.sizes(appends, config.maxRecordBytes());
    long bytes = appends.values().stream().mapToLong(records -> records.encoded().length()).sum();
    if (bytes > EmbeddedConfig.MAX_COMMIT_BYTES) {
      throw new BackendException(
          Kind.REFUSED,
          bytes + " bytes in one commit are more than " + EmbeddedConfig.MAX_COMMIT_BYTES);
    }
    return BlockCodec.blocks(appends, compressors);
  }

  @Override
  public Batch read(StreamPartition partition, long offset, Limits limits) {
    try {
      return reader.read(state(partition), offset, limits);
    } catch (BackendException e) {
      if (e.kind() == Kind.CORRUPT && found.size() < MOST_COMPLAINTS) {
        String damage = String.valueOf(e.getMessage());
        if (found.add(damage)) {
          LOG.error("{}", damage);
        }
      }
      throw e;
    }
  }

  @Override
  public OffsetRange range(StreamPartition partition) {
    return state(partition).range();
  }

  private PartitionState state(StreamPartition partition) {
    requireUsable();
    return parts
        .state()
        .partition(partition)
        .orElseThrow(
            () -> new BackendException(Kind.REFUSED, "there is no partition " + partition));
  }

  @Override
  public Map<StreamPartition, Long> committed(String group) {
    requireUsable();
    return parts.state().committed(group);
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    return subscriptions.add(stream, callback);
  }

  @Override
  public int maxRecordBytes() {
    return config.maxRecordBytes();
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>(damages);
    complaints.addAll(found);
    BackendException fatal = commitLog.fatal();
    if (fatal != null) {
      complaints.add(String.valueOf(fatal.getMessage()));
    }
    String complaint = commitLog.complaint();
    if (complaint != null) {
      complaints.add(complaint);
    }
    return complaints;
  }

  @Override
  public void close() {
    closed = true;
    try (lock;
        compressors) {
      committer.close();
    } catch (IOException | SyncException e) {
      throw new BackendException(
          Kind.FATAL, "the embedded log was not closed well: " + e.getMessage(), e);
    }
  }

  private void requireUsable() {
    BackendException fatal = commitLog.fatal();
    if (fatal != null) {
      throw new BackendException(Kind.FATAL, String.valueOf(fatal.getMessage()), fatal);
    }
    if (closed) {
      throw new BackendException(Kind.UNAVAILABLE, "the embedded log is closed");
    }
  }
}
