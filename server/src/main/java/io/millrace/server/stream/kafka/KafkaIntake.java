package io.millrace.server.stream.kafka;

import io.millrace.server.stream.AppendCheck;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group and a transactional producer for one worker. One thread fetches, one
 * commits, so that the worker waits for neither.
 */
final class KafkaIntake implements Intake {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaIntake.class);

  /** A poll without waiting, and a rewind, wait for the brokers so long. */
  private static final Duration BROKERS = Duration.ofSeconds(15);

  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final KafkaBackend backend;
  private final IntakeSpec spec;
  private final ExpectedWorkers expected;
  private final KnownEnds ends;
  private final Consumer<FaultPoint> faults;
  private final Share share = new Share();
  private final Fetcher fetcher;
  private final Committer committer;
  private final Thread fetching;
  private final Thread committing;
  private volatile boolean closed;

  KafkaIntake(
      KafkaBackend backend,
      KafkaSettings settings,
      IntakeSpec spec,
      ExpectedWorkers expected,
      Complaints complaints,
      Consumer<FaultPoint> faults) {
    this.backend = backend;
    this.spec = spec;
    this.expected = expected;
    this.faults = faults;
    ends = backend.knownEnds();
    String name = spec.group() + "-" + spec.worker();
    ClientProperties clients = new ClientProperties(settings);
    WorkerTransactions transactions =
        new WorkerTransactions(
            backend,
            settings,
            spec.group(),
            new Transactions(
                settings,
                clients.workerProducer(spec),
                waits -> complaints.add(name, name + ": " + waits),
                faults),
            this::member);
    committer = new Committer(name, spec.group(), share, transactions, complaints);
    fetcher =
        new Fetcher(
            name,
            () -> new KafkaConsumer<>(clients.member(spec, expected)),
            backend.topics(),
            spec.streams(),
            share,
            committer,
            complaints);
    fetching = new Thread(fetcher, "millrace-fetch-" + name);
    committing = new Thread(committer, "millrace-commit-" + name);
  }

  private @Nullable ConsumerGroupMetadata member() {
    return fetcher.member();
  }

  void start() {
    expected.opened(spec.worker(), spec.workers());
    fetching.setDaemon(true);
    committing.setDaemon(true);
    fetching.start();
    committing.start();
  }

  @Override
  public List<Batch> poll(Limits limits, Duration timeout) {
    requireOpen();
    long deadline = System.nanoTime() + timeout.toNanos();
    if (timeout.isZero()) {
      share.awaitFetched(ends, BROKERS);
    }
    while (true) {
      List<Batch> batches = share.take(limits);
      if (!batches.isEmpty()) {
        fetcher.taken();
        faults.accept(FaultPoint.POLLED);
        return batches;
      }
      if (!share.awaitRecords(deadline)) {
        return List.of();
      }
    }
  }

  @Override
  public CompletableFuture<Void> commit(Commit commit) {
    requireOpen();
    share.awaitJoined(BROKERS);
    try {
      AppendCheck.partitions(commit.appends().keySet(), backend.streams());
      AppendCheck.sizes(commit.appends(), backend.maxRecordBytes());
    } catch (BackendException e) {
      share.failed().breakWith(e);
      return CompletableFuture.failedFuture(e);
    }
    return committer.submit(commit);
  }

  @Override
  public void rewind() {
    requireOpen();
    while (!committer.awaitAnswers(BROKERS)) {
      LOG.warn("{} waits for the answer to a commit", spec.group());
      requireOpen();
    }
    if (!committer.awaitReady(BROKERS)) {
      throw new BackendException(Kind.UNAVAILABLE, spec.group() + " cannot make transactions yet");
    }
    CompletableFuture<Void> done = fetcher.rewind();
    try {
      done.get(BROKERS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw KafkaFailures.of("a rewind of " + spec.group(), e);
    } catch (TimeoutException e) {
      throw new BackendException(
          Kind.UNAVAILABLE, spec.group() + " cannot ask yet what it has committed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  @Override
  public Map<StreamPartition, Long> lag() {
    return share.lag(ends);
  }

  @Override
  public boolean isAssigned() {
    return share.isJoined();
  }

  @Override
  public void wakeup() {
    share.wakeup();
  }

  @Override
  public void close() {
    if (closeOnce()) {
      share.close();
      committer.close(CLOSE);
      expected.closed(spec.worker());
      fetcher.close();
      join(fetching);
      join(committing);
      backend.closed(this);
    }
  }

  private synchronized boolean closeOnce() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  private void join(Thread thread) {
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) {
        LOG.warn("{} has not ended yet", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the intake of " + spec.group() + " is closed");
    }
  }
}
