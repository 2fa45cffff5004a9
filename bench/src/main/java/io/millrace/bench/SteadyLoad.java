package io.millrace.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes numbered orders to a topic, so many a second, in a thread of its own until closed. */
final class SteadyLoad implements AutoCloseable {

  /** What the measurements with a steady load have: little, so that nobody waits for a core. */
  static final int PER_SECOND = 2000;

  private static final int IN_A_BURST = 20;
  private static final long SEED = 20_260_302;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread = new Thread(this::write, "steady-load");
  private volatile boolean closed;

  SteadyLoad(String bootstrap, String topic) {
    this.topic = topic;
    Map<String, Object> settings = new HashMap<>(KafkaPeer.PRODUCER);
    settings.put("bootstrap.servers", bootstrap);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    thread.start();
  }

  private void write() {
    Samples samples = Samples.orders(SEED);
    long due = System.nanoTime();
    while (!closed) {
      for (int i = 0; i < IN_A_BURST; i++) {
        send(samples.next());
      }
      due += TimeUnit.SECONDS.toNanos(1) * IN_A_BURST / PER_SECOND;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void send(Samples.Sample sample) {
    producer.send(
        new ProducerRecord<>(topic, sample.key().toArray(), sample.value().toArray()),
        (at, failure) -> {
          if (failure == null) {
            sent.incrementAndGet();
          }
        });
  }

  /** Ends it; returns how many events the broker has taken. */
  long stop() throws InterruptedException {
    closed = true;
    thread.join();
    producer.flush();
    return sent.get();
  }

  @Override
  public void close() {
    closed = true;
    producer.close();
  }
}
