package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A plain client that writes numbered events, so many a second, until it is told to stop. */
final class KafkaLoad implements Callable<Void> {

  private static final int IN_A_BURST = 20;
  private static final int KEYS = 60;

  private final KafkaTopics topics;
  private final int perSecond;
  private final AtomicBoolean stop;
  private final Ledger ledger;

  KafkaLoad(KafkaTopics topics, int perSecond, AtomicBoolean stop, Ledger ledger) {
    this.topics = topics;
    this.perSecond = perSecond;
    this.stop = stop;
    this.ledger = ledger;
  }

  @Override
  public Void call() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      long number = 0;
      while (!stop.get()) {
        for (int i = 0; i < IN_A_BURST; i++) {
          send(producer, number++);
        }
        Thread.sleep(1000L * IN_A_BURST / perSecond);
      }
    }
    return null;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void send(KafkaProducer<byte[], byte[]> producer, long number) {
    String key = "k-" + number % KEYS;
    String wanted = LoadClient.isRejected(number) ? "" : ",\"wanted\":true";
    String event = "{\"number\":" + number + ",\"key\":\"" + key + "\"" + wanted + "}";
    producer.send(
        new ProducerRecord<>(LoadClient.STREAM, key.getBytes(UTF_8), event.getBytes(UTF_8)),
        (at, failure) -> {
          if (failure == null) {
            ledger.acknowledge(List.of(number));
          } else {
            ledger.doubt(List.of(number));
          }
        });
  }
}
