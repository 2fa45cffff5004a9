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
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A test double: a backend whose commits and polls fail now and then as a real one's do, by a seed,
 * and never half. What it lets pass, the real backend behind it does.
 */
final class FlakyBackend implements Backend {

  private final Backend real;
  private final Random random;
  private final int failsOneIn;

  FlakyBackend(Backend real, long seed, int failsOneIn) {
    this.real = real;
    this.random = new Random(seed);
    this.failsOneIn = failsOneIn;
  }

  private synchronized boolean fails() {
    return random.nextInt(failsOneIn) == 0;
  }

  private synchronized BackendException failure() {
    BackendException.Kind kind =
        random.nextBoolean() ? BackendException.Kind.UNAVAILABLE : BackendException.Kind.LOST;
    return new BackendException(kind, "by seed");
  }

  @Override
  public Intake open(IntakeSpec spec) {
    Intake intake = real.open(spec);
    return new Intake() {
      private BackendException broken;

      @Override
      public List<Batch> poll(Limits limits, Duration timeout) {
        if (fails()) {
          throw failure();
        }
        return intake.poll(limits, timeout);
      }

      @Override
      public CompletableFuture<Void> commit(Commit commit) {
        if (broken == null && fails()) {
          broken = failure();
        }
        return broken == null ? intake.commit(commit) : CompletableFuture.failedFuture(broken);
      }

      @Override
      public void rewind() {
        if (fails()) {
          throw failure();
        }
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
