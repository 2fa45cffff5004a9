package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that copies partitions of {@code in} to those of {@code out} until it is killed. It
 * says in a line each what it does: {@code started}, {@code committed} and how many records, {@code
 * at} and a fault point, where it stands still. Each line begins with the age of the process.
 */
final class KafkaChild {

  static final String GROUP = "group";
  static final int PARTITIONS = 4;
  static final Limits ROUND = new Limits(20, 1_000_000);

  /** Only a process that takes over ends what another has left. */
  private static final Map<String, String> PATIENT =
      Map.of("session.timeout.ms", "600000", "transaction.timeout.ms", "600000");

  private final KafkaBackend backend;
  private final int workers;

  private KafkaChild(KafkaSettings settings, int workers, String point) {
    AtomicBoolean reached = new AtomicBoolean();
    this.workers = workers;
    backend =
        KafkaBackend.open(
            settings,
            at -> {
              if (at.name().equals(point) && reached.compareAndSet(false, true)) {
                say("at " + at);
                standStill();
              }
            });
  }

  /** Takes brokers, prefix, server id, how many workers, and the fault point or nothing. */
  public static void main(String[] arguments) {
    say("started");
    KafkaSettings settings =
        TestingKafka.settings(arguments[0], arguments[1], arguments[2], PATIENT);
    new KafkaChild(settings, Integer.parseInt(arguments[3]), arguments[4]).run();
  }

  static List<StreamSpec> streams() {
    return List.of(StreamSpec.of("in", PARTITIONS), StreamSpec.of("out", PARTITIONS));
  }

  private void run() {
    backend.declare(streams());
    for (int i = 0; i < workers; i++) {
      IntakeSpec spec = new IntakeSpec(GROUP, List.of("in"), i, workers);
      new Thread(() -> copy(spec)).start();
    }
  }

  private void copy(IntakeSpec spec) {
    try (Intake intake = backend.open(spec)) {
      while (true) {
        try {
          List<Batch> batches = intake.poll(ROUND, Duration.ofSeconds(1));
          if (!batches.isEmpty()) {
            intake.commit(copyOf(batches)).join();
            say("committed " + batches.stream().mapToInt(Batch::count).sum());
          }
        } catch (RuntimeException e) {
          say("failed " + e);
          rewind(intake);
        }
      }
    }
  }

  private static void rewind(Intake intake) {
    try {
      intake.rewind();
    } catch (RuntimeException e) {
      say("failed " + e);
    }
  }

  private static Commit copyOf(List<Batch> batches) {
    Map<StreamPartition, Long> offsets = new HashMap<>();
    Map<StreamPartition, Records> copies = new HashMap<>();
    for (Batch batch : batches) {
      offsets.put(batch.partition(), batch.nextOffset());
      copies.put(
          new StreamPartition("out", batch.partition().partition()),
          values(texts(batch).toArray(String[]::new)));
    }
    return new Commit(offsets, copies);
  }

  private static synchronized void say(String what) {
    RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    System.out.printf(
        "after %d ms (%d ms of CPU): %s%n",
        System.currentTimeMillis() - process.getStartTime(),
        system.getProcessCpuTime() / 1_000_000,
        what);
    System.out.flush();
  }

  private static void standStill() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
