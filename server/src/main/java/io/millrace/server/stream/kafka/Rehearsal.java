package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.IntakeSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of each kind, started where nobody listens and closed again: what their start loads is
 * loaded then, for a class archive that is written without a broker.
 */
public final class Rehearsal {

  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  /** The port for what is thrown away (RFC 863), where hardly anybody listens. */
  private static final String NOBODY = "127.0.0.1:9";

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int LARGEST_RECORD = 1 << 20;

  private final ClientProperties clients;
  private final IntakeSpec worker = new IntakeSpec("rehearsal", List.of("rehearsal"), 0, 1);

  private Rehearsal(ClientProperties clients) {
    this.clients = clients;
  }

  /** Takes about a second. Never throws for want of a broker. */
  public static void run() {
    String patience = Long.toString(PATIENCE.toMillis());
    KafkaSettings settings =
        new KafkaSettings(
            NOBODY,
            "rehearsal",
            "",
            false,
            Optional.empty(),
            LARGEST_RECORD,
            Map.of(
                "max.block.ms",
                patience,
                "default.api.timeout.ms",
                patience,
                "request.timeout.ms",
                patience));
    Rehearsal rehearsal = new Rehearsal(new ClientProperties(settings));
    rehearsal.admin();
    rehearsal.producer();
    rehearsal.consumer();
  }

  private void admin() {
    try (Admin admin = Admin.create(clients.admin())) {
      admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      expected(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void producer() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(clients.workerProducer(worker))) {
      producer.initTransactions();
    } catch (KafkaException e) {
      expected(e);
    }
  }

  private void consumer() {
    ExpectedWorkers expected = new ExpectedWorkers();
    expected.opened(0, 1);
    KafkaConsumer<Bytes, Bytes> consumer = new KafkaConsumer<>(clients.member(worker, expected));
    consumer.subscribe(worker.streams());
    consumer.poll(PATIENCE);
    consumer.close(CloseOptions.timeout(PATIENCE));
  }

  /** Explained as it would be, and what else a broker might answer is loaded too. */
  private static void expected(Exception noBroker) {
    Throwable cause = KafkaFailures.of("a client without a broker", noBroker);
    LOG.debug("{}", Errors.forException(cause), cause);
  }
}
