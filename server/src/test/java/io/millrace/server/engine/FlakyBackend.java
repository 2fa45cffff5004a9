package io.millrace.server.engine;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A test double: a backend whose commits and polls fail as a real one's do, never half. What it
 * lets pass, the real backend behind it does.
 */
final class FlakyBackend implements Backend {

  private final Backend real;
  private final Faults faults;

  FlakyBackend(Backend real, Faults faults) {
    this.real = real;
    this.faults = faults;
  }

  /** What fails. For many threads. */
  interface Faults {

    /** What a poll or a rewind ends with, if it fails. */
    default Optional<BackendException> read() {
      return Optional.empty();
    }

    /** What a commit ends with, if it fails. */
    Optional<BackendException> commit(Commit commit);
  }

  /** Polls and commits fail now and then, by a seed. */
  static FlakyBackend bySeed(Backend real, long seed, int failsOneIn) {
    Random random = new Random(seed);
    return new FlakyBackend(
        real,
        new Faults() {
          @Override
          public synchronized Optional<BackendException> read() {
            return random.nextInt(failsOneIn) == 0 ? Optional.of(failure()) : Optional.empty();
          }

          @Override
          public Optional<BackendException> commit(Commit commit) {
            return read();
          }

          private BackendException failure() {
            return new BackendException(
                random.nextBoolean()
                    ? BackendException.Kind.UNAVAILABLE
                    : BackendException.Kind.LOST,
                "by seed");
          }
        });
  }

  private void failNowAndThen() {
    faults
        .read()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  @Override
  public Intake open(IntakeSpec spec) {
    Intake intake = real.open(spec);
    return new Intake() {
      private @Nullable BackendException broken;

      @Override
      public List<Batch> poll(Limits limits, Duration timeout) {
        failNowAndThen();
        return intake.poll(limits, timeout);
      }

      @Override
      public CompletableFuture<Void> commit(Commit commit) {
        if (broken == null) {
          broken = faults.commit(commit).orElse(null);
        }
        return broken == null ? intake.commit(commit) : CompletableFuture.failedFuture(broken);
      }

      @Override
      public void rewind() {
        failNowAndThen();
        broken = null;
        intake.rewind();
      }

      @Override
      public Map<StreamPartition, Long> lag() {
        return intake.lag();
      }

      @Override
      public void wakeup() {
        intake.wakeup();
      }

      @Override
      public void close() {
        intake.close();
      }
    };
  }

  @Override
  public void declare(Collection<StreamSpec> streams) {
    real.declare(streams);
  }

  @Override
  public Map<String, StreamSpec> streams() {
    return real.streams();
  }

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> appends) {
    return real.append(appends);
  }

  @Override
  public Batch read(StreamPartition partition, long offset, Limits limits) {
    return real.read(partition, offset, limits);
  }

  @Override
  public OffsetRange range(StreamPartition partition) {
    return real.range(partition);
  }

  @Override
  public Map<StreamPartition, Long> committed(String group) {
    return real.committed(group);
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    return real.onAppend(stream, callback);
  }

  @Override
  public int maxRecordBytes() {
    return real.maxRecordBytes();
  }

  @Override
  public List<String> complaints() {
    return real.complaints();
  }

  @Override
  public void close() {
    real.close();
  }
}
