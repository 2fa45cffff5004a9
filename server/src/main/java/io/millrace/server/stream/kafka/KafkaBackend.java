package io.millrace.server.stream.kafka;

import io.millrace.server.stream.AppendCheck;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Streams as topics of a Kafka cluster. */
public final class KafkaBackend implements Backend {

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final Consumer<FaultPoint> faults;
  private final Admin admin;
  private final KnownFlaws flaws;
  private final Topics topics;
  private final TopicReader reader;
  private final Appender appender;
  private final Pulse pulse;
  private final KnownEnds ends = new KnownEnds();
  private final Complaints complaints = new Complaints();
  private final Subscriptions subscriptions = new Subscriptions();
  private final Map<String, ExpectedWorkers> expected = new ConcurrentHashMap<>();
  private final Set<KafkaIntake> intakes = ConcurrentHashMap.newKeySet();
  private final Thread appending;
  private final Thread pulsing;
  private volatile boolean closed;

  private KafkaBackend(
      KafkaSettings settings, Admin admin, KnownFlaws flaws, Consumer<FaultPoint> faults) {
    this.settings = settings;
    this.faults = faults;
    this.admin = admin;
    this.flaws = flaws;
    ClientProperties clients = new ClientProperties(settings);
    topics = new Topics(settings, admin);
    appender = new Appender(this, settings, complaints);
    pulse = new Pulse(admin, topics, subscriptions, complaints, settings.bootstrapServers());
    reader = new TopicReader(clients.reader(), topics, ends, pulse::requireAnswers);
    appending = new Thread(appender, "millrace-append");
    pulsing = new Thread(pulse, "millrace-pulse");
  }

  /**
   * Connects to a cluster.
   *
   * @throws BackendException UNAVAILABLE, if no broker answers or they refuse
   */
  public static KafkaBackend open(KafkaSettings settings) {
    return open(settings, point -> {});
  }

  /** Connects, with something to do at each point. */
  static KafkaBackend open(KafkaSettings settings, Consumer<FaultPoint> faults) {
    Admin admin = connect(settings);
    KafkaBackend backend = new KafkaBackend(settings, admin, flaws(settings, admin), faults);
    backend.start();
    return backend;
  }

  private static KnownFlaws flaws(KafkaSettings settings, Admin admin) {
    try {
      KnownFlaws flaws = KnownFlaws.of(admin, settings);
      flaws.warnOfOldTransactions();
      return flaws;
    } catch (BackendException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  private static Admin connect(KafkaSettings settings) {
    BrokerProbe.look(settings);
    try {
      return Admin.create(new ClientProperties(settings).admin());
    } catch (KafkaException e) {
      String wrong =
          String.valueOf(KafkaFailures.unwrap(e).getMessage()).contains("bootstrap.servers")
              ? "kafka.bootstrap-servers, " + settings.bootstrapServers() + ", cannot be used"
              : "Kafka's clients do not take kafka.properties as they are";
      throw KafkaFailures.of(wrong, e);
    }
  }

  private void start() {
    appending.setDaemon(true);
    pulsing.setDaemon(true);
    appending.start();
    pulsing.start();
  }

  @Override
  public List<StreamDifference> differences(Collection<StreamSpec> wanted) {
    requireOpen();
    return topics.differences(wanted);
  }

  @Override
  public void declare(Collection<StreamSpec> declared) {
    requireOpen();
    topics.declare(declared);
    flaws.warnOfLostMarks(topics.topicsOf(topics.streams().keySet()));
  }

  /** Those that have been declared; what else is in the cluster is not ours to show. */
  @Override
  public Map<String, StreamSpec> streams() {
    return topics.streams();
  }

  @Override
  public Intake open(IntakeSpec spec) {
    requireOpen();
    for (String stream : spec.streams()) {
      AppendCheck.partitions(List.of(new StreamPartition(stream, 0)), streams());
    }
    ExpectedWorkers workers =
        expected.computeIfAbsent(spec.group(), group -> new ExpectedWorkers());
    KafkaIntake intake = new KafkaIntake(this, settings, spec, workers, complaints, faults);
    intakes.add(intake);
    intake.start();
    return intake;
  }

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> appends) {
    try {
      requireOpen();
      AppendCheck.partitions(appends.keySet(), streams());
      AppendCheck.sizes(appends, maxRecordBytes());
      pulse.requireAnswers();
      Map<StreamPartition, Records> some = new HashMap<>(appends);
      some.values().removeIf(records -> records.count() == 0);
      CompletableFuture<Map<StreamPartition, Long>> stored =
          some.isEmpty()
              ? CompletableFuture.completedFuture(Map.of())
              : appender.submit(Map.copyOf(some));
      return some.size() == appends.size()
          ? stored
          : stored.thenApply(bases -> withEnds(bases, appends.keySet()));
    } catch (BackendException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Nothing was appended at the end of a partition. */
  private Map<StreamPartition, Long> withEnds(
      Map<StreamPartition, Long> bases, Set<StreamPartition> partitions) {
    Map<StreamPartition, Long> all = new HashMap<>(bases);
    partitions.forEach(at -> all.computeIfAbsent(at, empty -> range(empty).next()));
    return all;
  }

  @Override
  public Batch read(StreamPartition partition, long offset, Limits limits) {
    AppendCheck.partitions(List.of(partition), streams());
    pulse.requireAnswers();
    return reader.read(partition, offset, limits);
  }

  @Override
  public OffsetRange range(StreamPartition partition) {
    AppendCheck.partitions(List.of(partition), streams());
    pulse.requireAnswers();
    return reader.range(partition);
  }

  /**
   * While a transaction with offsets is not finished, what was committed before it. (Asked for what
   * is stable only, the answer lacks such partitions.)
   */
  @Override
  public Map<StreamPartition, Long> committed(String group) {
    requireOpen();
    Map<StreamPartition, Long> committed = new HashMap<>();
    try {
      TopicShapes.get(
              admin.listConsumerGroupOffsets(settings.group(group)).partitionsToOffsetAndMetadata(),
              "what " + group + " has committed is not known")
          .forEach(
              (at, offset) -> {
                if (offset != null && at.topic().startsWith(settings.prefix())) {
                  committed.put(topics.partition(at), offset.offset());
                }
              });
    } catch (BackendException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return Map.copyOf(committed);
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    Subscription subscription = subscriptions.add(stream, callback);
    pulse.follow(stream);
    return () -> {
      subscription.close();
      pulse.unfollow(stream);
    };
  }

  @Override
  public int maxRecordBytes() {
    return topics.maxRecordBytes();
  }

  @Override
  public List<String> complaints() {
    return complaints.all();
  }

  Topics topics() {
    return topics;
  }

  KnownEnds knownEnds() {
    return ends;
  }

  /** Records of ours are stored. */
  void stored(Transactions.Placed placed) {
    placed.last().forEach((partition, offset) -> ends.stored(partition, offset + 1));
  }

  /** Whoever follows these partitions is told. */
  void appended(Collection<StreamPartition> partitions) {
    subscriptions.appended(
        partitions.stream().map(StreamPartition::stream).collect(Collectors.toSet()));
  }

  void closed(KafkaIntake intake) {
    intakes.remove(intake);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closeIntakes();
    appender.close();
    join(appending);
    appender.giveUp();
    pulse.close();
    join(pulsing);
    reader.close();
    admin.close(CLOSE);
  }

  /** All at once: while brokers are away each takes as long as it is allowed to. */
  private void closeIntakes() {
    List<Thread> closing = new ArrayList<>();
    for (KafkaIntake intake : intakes) {
      Thread thread = new Thread(intake::close, "millrace-close-" + closing.size());
      thread.setDaemon(true);
      thread.start();
      closing.add(thread);
    }
    for (Thread thread : closing) {
      joinFully(thread);
    }
  }

  private static void joinFully(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new BackendException(Kind.UNAVAILABLE, "the backend is closed");
    }
  }
}
