package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.kafka.Appender.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Appends to one partition each, which go out in one batch each. For one thread. */
final class AppendsAlone {

  private final KafkaBackend backend;
  private final KafkaSettings settings;
  private final Map<String, Object> properties;
  private final Complaints complaints;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  AppendsAlone(
      KafkaBackend backend,
      KafkaSettings settings,
      Map<String, Object> properties,
      Complaints complaints) {
    this.backend = backend;
    this.settings = settings;
    this.properties = properties;
    this.complaints = complaints;
  }

  /** An append on its way: how many records were sent, the first of them, and the last. */
  private record Sent(int count, Future<RecordMetadata> first, Future<RecordMetadata> last) {}

  /**
   * Stores appends and answers them.
   *
   * @return whether all are stored
   */
  boolean store(List<Pending> all) {
    KafkaProducer<byte[], byte[]> to = ready();
    Missing missing = new Missing();
    List<Sent> sent = new ArrayList<>();
    for (Pending pending : all) {
      pending.appends().forEach((at, records) -> sent.add(send(to, at, records, missing)));
    }
    to.flush();
    boolean stored = true;
    for (int i = 0; i < all.size(); i++) {
      stored &= answer(all.get(i), sent.get(i));
    }
    return stored;
  }

  private KafkaProducer<byte[], byte[]> ready() {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      open = new KafkaProducer<>(properties);
      producer = open;
    }
    return open;
  }

  /** What the producer has waited for in vain is not sent to again. */
  private Sent send(
      KafkaProducer<byte[], byte[]> to, StreamPartition at, Records records, Missing missing) {
    Optional<BackendException> known = missing.of(Set.of(at));
    if (known.isPresent()) {
      Future<RecordMetadata> failed = CompletableFuture.failedFuture(known.get());
      return new Sent(1, failed, failed);
    }
    String topic = settings.topic(at.stream());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (StreamRecord record : records) {
      Future<RecordMetadata> answer = to.send(KafkaRecords.toKafka(topic, at.partition(), record));
      sent.add(answer);
      Optional<BackendException> failure = failure(topic, answer);
      if (failure.isPresent()) {
        missing.add(Set.of(at), failure.get());
        break;
      }
    }
    return new Sent(sent.size(), sent.get(0), sent.get(sent.size() - 1));
  }

  /** Why a record was not even sent. */
  private static Optional<BackendException> failure(String topic, Future<RecordMetadata> sent) {
    try {
      if (sent.isDone()) {
        Transactions.offset(topic, sent);
      }
      return Optional.empty();
    } catch (BackendException e) {
      return Optional.of(e);
    }
  }

  private boolean answer(Pending pending, Sent sent) {
    StreamPartition at = pending.appends().keySet().iterator().next();
    try {
      String topic = settings.topic(at.stream());
      long first = Transactions.offset(topic, sent.first());
      long last = Transactions.offset(topic, sent.last());
      backend.stored(new Transactions.Placed(Map.of(at, first), Map.of(at, last)));
      pending.done().complete(Map.of(at, first));
      backend.appended(pending.appends().keySet());
      return true;
    } catch (BackendException e) {
      BackendException failure = isUnknown(e, sent) ? Appender.unknown(e) : e;
      complaints.add("append", String.valueOf(failure.getMessage()));
      pending.done().completeExceptionally(failure);
      return false;
    }
  }

  /** If the topic did not take the first record, nothing is stored. */
  private static boolean isUnknown(BackendException failure, Sent sent) {
    boolean nothing = sent.count() == 1 && KafkaFailures.isOfTopic(failure);
    return failure.getCause() instanceof TimeoutException && !nothing;
  }

  void close() {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open != null) {
      open.close(Duration.ZERO);
    }
  }
}
