package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transactional producer, made anew after what it cannot get over. For one thread. */
final class Transactions {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private final KafkaSettings settings;
  private final Map<String, Object> properties;
  private final Consumer<String> unanswered;
  private final Consumer<FaultPoint> faults;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private volatile boolean givingUp;

  /**
   * A producer of these properties.
   *
   * @param unanswered told each time that a commit has got no answer and is asked for again
   * @param faults called at each point
   */
  Transactions(
      KafkaSettings settings,
      Map<String, Object> properties,
      Consumer<String> unanswered,
      Consumer<FaultPoint> faults) {
    this.settings = settings;
    this.properties = properties;
    this.unanswered = unanswered;
    this.faults = faults;
  }

  /** What goes into one transaction. */
  record Content(
      List<Map<StreamPartition, Records>> appends,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      @Nullable ConsumerGroupMetadata member) {}

  /** Where the records of one append went: for each partition the first and the last offset. */
  record Placed(Map<StreamPartition, Long> first, Map<StreamPartition, Long> last) {}

  /**
   * Makes sure that there is a producer. Whatever an earlier one of the same id has left open is
   * finished or aborted then, so nobody waits for it.
   */
  KafkaProducer<byte[], byte[]> ready() {
    KafkaProducer<byte[], byte[]> current = producer;
    if (current != null) {
      return current;
    }
    KafkaProducer<byte[], byte[]> made = new KafkaProducer<>(properties);
    try {
      made.initTransactions();
    } catch (TransactionalIdAuthorizationException e) {
      made.close(Duration.ZERO);
      // What Kafka says of it does not name the id.
      throw new TransactionalIdAuthorizationException(
          "Not authorized to use the transactional id "
              + properties.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
    } catch (RuntimeException | Error e) {
      made.close(Duration.ZERO);
      throw e;
    }
    producer = made;
    return made;
  }

  /**
   * Stores all of it or nothing.
   *
   * @return where each append went
   * @throws UnknownOutcomeException if it may be stored or not
   * @throws RuntimeException if nothing is stored
   * @throws Error if it may be stored or not; as after any failure, nothing goes on with it
   */
  List<Placed> store(Content content) {
    KafkaProducer<byte[], byte[]> current = ready();
    try {
      current.beginTransaction();
      List<Sending> sendings = new ArrayList<>();
      content.appends().forEach(append -> sendings.add(new Sending(current, append)));
      faults.accept(FaultPoint.SENT);
      ConsumerGroupMetadata member = content.member();
      if (!content.offsets().isEmpty() && member != null) {
        current.sendOffsetsToTransaction(content.offsets(), member);
      }
      current.flush();
      faults.accept(FaultPoint.OFFSETS_SENT);
      List<Placed> placed = sendings.stream().map(Sending::placed).toList();
      commit(current);
      faults.accept(FaultPoint.COMMITTED);
      return placed;
    } catch (UnknownOutcomeException | Error e) {
      discard();
      throw e;
    } catch (RuntimeException e) {
      abort(current, e);
      throw e;
    }
  }

  /**
   * The answer may be lost, but not the question: it is the same commit that is asked for again.
   */
  private void commit(KafkaProducer<byte[], byte[]> current) {
    boolean asked = false;
    while (true) {
      try {
        current.commitTransaction();
        return;
      } catch (TimeoutException e) {
        asked = true;
        if (givingUp) {
          throw new UnknownOutcomeException(e);
        }
        String waits = "no answer to a commit yet; it is asked for again: " + e.getMessage();
        LOG.warn("{}", waits);
        unanswered.accept(waits);
      } catch (RuntimeException e) {
        if (asked || e instanceof InterruptException) {
          throw new UnknownOutcomeException(e);
        }
        throw e;
      }
    }
  }

  private void abort(KafkaProducer<byte[], byte[]> current, RuntimeException reason) {
    if (KafkaFailures.isStaleMember(reason)) {
      try {
        current.abortTransaction();
        return;
      } catch (RuntimeException e) {
        LOG.debug("a transaction that could not be aborted is left to the next producer", e);
      }
    }
    discard();
  }

  /** The next producer of the same id aborts what this one leaves. */
  void discard() {
    KafkaProducer<byte[], byte[]> current = producer;
    producer = null;
    if (current != null) {
      current.close(Duration.ZERO);
    }
  }

  /** A commit that has no answer is not waited for any longer. From any thread. */
  void giveUp() {
    givingUp = true;
  }

  /** The records of one append on their way. */
  private final class Sending {

    private final Map<StreamPartition, Future<RecordMetadata>> first = new HashMap<>();
    private final Map<StreamPartition, Future<RecordMetadata>> last = new HashMap<>();
    private int sent;

    Sending(KafkaProducer<byte[], byte[]> to, Map<StreamPartition, Records> append) {
      int half = append.values().stream().mapToInt(Records::count).sum() / 2;
      append.forEach(
          (partition, records) -> {
            String topic = settings.topic(partition.stream());
            Future<RecordMetadata> latest = null;
            for (StreamRecord record : records) {
              Future<RecordMetadata> answer =
                  to.send(KafkaRecords.toKafka(topic, partition.partition(), record));
              if (answer.isDone()) {
                offset(topic, answer); // throws; else each record waits for what is not there
              }
              if (latest == null) {
                first.put(partition, answer);
              }
              latest = answer;
              if (++sent == half) {
                faults.accept(FaultPoint.HALF_SENT);
              }
            }
            if (latest != null) {
              last.put(partition, latest);
            }
          });
    }

    /** To be asked after a flush. If any record between was not sent, the commit says so. */
    Placed placed() {
      return new Placed(offsets(first), offsets(last));
    }

    private Map<StreamPartition, Long> offsets(
        Map<StreamPartition, Future<RecordMetadata>> futures) {
      Map<StreamPartition, Long> offsets = new HashMap<>();
      futures.forEach(
          (partition, sent) ->
              offsets.put(partition, offset(settings.topic(partition.stream()), sent)));
      return offsets;
    }
  }

  /** The offset of a record for this topic that has been answered for. */
  static long offset(String topic, Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw KafkaFailures.of("a record could not be sent to topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }
}
