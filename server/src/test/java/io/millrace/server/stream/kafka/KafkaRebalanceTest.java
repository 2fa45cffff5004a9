package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers come and go; each record is committed once, in its partition's order. */
@Timeout(120)
class KafkaRebalanceTest {

  private static final int PARTITIONS = 6;
  private static final int RECORDS = 300;
  private static final Limits FEW = new Limits(7, 1_000_000);
  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final StreamPartition OUT = new StreamPartition("out", 0);

  private final String prefix = KafkaCluster.uniqueName();

  @Test
  void partitionsMoveAndNothingComesTwice() throws Exception {
    try (KafkaBackend one = server("server-1");
        KafkaBackend two = server("server-2")) {
      fill(one);
      Copier first = new Copier(one);
      Copier second = new Copier(two);
      first.start();
      awaitOutput(one, 100);
      second.start();
      awaitOutput(one, 400);
      first.finish();
      awaitOutput(one, 700);
      Copier third = new Copier(one);
      third.start();
      awaitOutput(one, PARTITIONS * RECORDS);
      second.finish();
      third.finish();
      assertEachOnceInOrder(one);
      assertThat(second.committed()).isPositive();
    }
  }

  @Test
  void whoeverIsReplacedCommitsNothingAnyMore() {
    try (KafkaBackend one = server("server-1");
        KafkaBackend two = server("server-1")) {
      fill(one);
      Intake zombie = one.open(new IntakeSpec("group", List.of("in"), 0, 1));
      List<Batch> held = zombie.poll(ALL, Duration.ZERO);
      assertThat(held).isNotEmpty();
      try (Intake heir = two.open(new IntakeSpec("group", List.of("in"), 0, 1))) {
        assertThat(firstOf(heir)).isNotEmpty();
        assertThatThrownBy(zombie.commit(copy(held))::join)
            .cause()
            .isInstanceOfSatisfying(
                BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
        zombie.close();
        heir.rewind();
        while (two.range(OUT).next() < 1 || texts(two.read(OUT, 0, ALL)).size() < 1800) {
          try {
            List<Batch> batches = heir.poll(ALL, Duration.ofSeconds(1));
            heir.commit(copy(batches)).join();
          } catch (RuntimeException e) {
            heir.rewind();
          }
        }
      }
      assertEachOnceInOrder(two);
    }
  }

  private KafkaBackend server(String id) {
    KafkaBackend backend =
        KafkaBackend.open(TestingKafka.settings(KafkaCluster.shared(), prefix, id));
    backend.declare(List.of(StreamSpec.of("in", PARTITIONS), StreamSpec.of("out", 1)));
    return backend;
  }

  /** What comes first, once the brokers have given the partitions to another. */
  private static List<Batch> firstOf(Intake intake) {
    List<Batch> batches = List.of();
    while (batches.isEmpty()) {
      batches = intake.poll(ALL, Duration.ofSeconds(1));
    }
    return batches;
  }

  private static void fill(KafkaBackend backend) {
    Map<StreamPartition, Records> all = new HashMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      String partition = p + "-";
      all.put(
          new StreamPartition("in", p),
          values(IntStream.range(0, RECORDS).mapToObj(n -> partition + n).toArray(String[]::new)));
    }
    backend.append(all).join();
  }

  private static Commit copy(List<Batch> batches) {
    Map<StreamPartition, Long> offsets = new HashMap<>();
    List<String> values = new ArrayList<>();
    for (Batch batch : batches) {
      offsets.put(batch.partition(), batch.nextOffset());
      values.addAll(texts(batch));
    }
    return new Commit(offsets, Map.of(OUT, values(values.toArray(String[]::new))));
  }

  private static void awaitOutput(KafkaBackend backend, int count) throws InterruptedException {
    while (texts(backend.read(OUT, 0, ALL)).size() < count) {
      Thread.sleep(20);
    }
  }

  private static void assertEachOnceInOrder(KafkaBackend backend) {
    List<String> out = texts(backend.read(OUT, 0, ALL));
    for (int p = 0; p < PARTITIONS; p++) {
      String partition = p + "-";
      assertThat(out.stream().filter(text -> text.startsWith(partition)))
          .containsExactlyElementsOf(
              IntStream.range(0, RECORDS).mapToObj(n -> partition + n).toList());
    }
  }

  /** Copies records as a worker does, two commits in flight, until it is told to finish. */
  private static final class Copier {

    private final Intake intake;
    private final Thread thread = new Thread(this::run, "copier");
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicInteger committed = new AtomicInteger();

    Copier(KafkaBackend backend) {
      intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
    }

    void start() {
      thread.start();
    }

    void finish() throws InterruptedException {
      finished.set(true);
      thread.join();
      intake.close();
    }

    int committed() {
      return committed.get();
    }

    private void run() {
      while (!finished.get()) {
        try {
          List<Batch> batches = intake.poll(FEW, Duration.ofMillis(100));
          if (!batches.isEmpty()) {
            intake.commit(copy(batches)).join();
            committed.incrementAndGet();
          }
        } catch (RuntimeException e) {
          intake.rewind();
        }
      }
    }
  }
}
