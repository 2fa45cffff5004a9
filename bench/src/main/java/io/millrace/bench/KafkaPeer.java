package io.millrace.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One measured run against a broker. How far it is, is read from what its group has committed: the
 * same for every peer, and the input is written without transactions, so an offset is a count. The
 * first quarter of the events warms up and is not measured.
 *
 * @param bootstrap where the broker is
 * @param group the consumer group; new for each run, as are the topics it writes to
 * @param events how many the input has
 */
public record KafkaPeer(String bootstrap, String group, long events) {

  private static final long LOOK_EVERY_MILLIS = 25;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** What the producers of all peers have: as large batches as the broker takes gladly. */
  public static final Map<String, Object> PRODUCER =
      Map.of("compression.type", "lz4", "batch.size", 262_144, "linger.ms", 5);

  /** What the consumers of all peers have, but for what each of them says otherwise. */
  static final Map<String, Object> CONSUMER =
      Map.of(
          "isolation.level",
          "read_committed",
          "auto.offset.reset",
          "earliest",
          "max.poll.records",
          10_000,
          "max.partition.fetch.bytes",
          4 << 20);

  /** From {@code bootstrap events}. */
  static KafkaPeer of(String[] args, String name) {
    String group = name.toLowerCase(Locale.ROOT) + "-" + System.currentTimeMillis();
    return new KafkaPeer(args[0], group, Long.parseLong(args[1]));
  }

  /** What the names of its pipeline and of what it writes begin with. */
  String prefix() {
    return group + "-";
  }

  String output() {
    return group + "-" + Workload.OUTPUT;
  }

  String failures() {
    return group + "-" + Workload.FAILURES;
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  /** Makes the topics that the run writes to. */
  void createOutputs() throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(output(), Workload.PARTITIONS, (short) 1),
                  new NewTopic(failures(), 1, (short) 1)))
          .all()
          .get();
    }
  }

  /**
   * Waits until all events of the input are committed, and makes sure that as many came out;
   * returns what the last three quarters took.
   */
  String measure(String label) throws Exception {
    String measured = measure(label, Workload.ENRICH);
    requireAllOut(Workload.ENRICH);
    return measured;
  }

  /** Makes sure that every event of a workload is in the output or among the failures, once. */
  void requireAllOut(Workload workload) {
    long failing = workload.failing(events);
    CommittedCount.require(bootstrap, output(), events - failing);
    CommittedCount.require(bootstrap, failures(), failing);
  }

  /** Waits until all events are committed; returns what the last three quarters took. */
  String measure(String label, Workload workload) throws Exception {
    try (Admin admin = admin()) {
      long warm = await(admin, events / 4);
      Meter start = Meter.now(warm);
      long all = await(admin, events);
      return Meter.now(all).since(start).json(label, Samples.meanBytes(workload.samples(1)));
    }
  }

  /** Waits until so many events are committed, as long as there are ever more; returns how many. */
  long await(Admin admin, long wanted) throws Exception {
    return await(() -> committed(admin), wanted);
  }

  /** Waits until so many events are done, as long as there are ever more; returns how many. */
  long await(Callable<Long> progress, long wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long done = progress.call();
    while (done < wanted) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(group + " has done " + done + " of " + wanted);
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
      long now = progress.call();
      if (now > done) {
        deadline = System.nanoTime() + PATIENCE_NANOS;
      }
      done = now;
    }
    return done;
  }

  /** How many records are in its output and its failure topic: of one without transactions. */
  long written(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    ends.put(new TopicPartition(failures(), 0), OffsetSpec.latest());
    for (int i = 0; i < Workload.PARTITIONS; i++) {
      ends.put(new TopicPartition(output(), i), OffsetSpec.latest());
    }
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** How many events are committed. */
  long committed(Admin admin) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }
}
