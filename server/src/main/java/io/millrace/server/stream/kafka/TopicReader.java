package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions outside of groups, through a few consumers. Safe for many threads. */
final class TopicReader {

  private static final int CONSUMERS = 4;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Object> properties;
  private final Topics topics;
  private final KnownEnds ends;
  private final Runnable awake;
  private final Semaphore permits = new Semaphore(CONSUMERS, true);
  private final ConcurrentLinkedQueue<KafkaConsumer<Bytes, Bytes>> idle =
      new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * Reads nothing yet.
   *
   * @param awake throws if the cluster is known to be away
   */
  TopicReader(Map<String, Object> properties, Topics topics, KnownEnds ends, Runnable awake) {
    this.properties = properties;
    this.topics = topics;
    this.ends = ends;
    this.awake = awake;
  }

  Batch read(StreamPartition partition, long offset, Limits limits) {
    return with(partition, consumer -> new Reading(consumer, partition).read(offset, limits));
  }

  OffsetRange range(StreamPartition partition) {
    return with(partition, consumer -> new Reading(consumer, partition).range());
  }

  private <T> T with(StreamPartition partition, Function<KafkaConsumer<Bytes, Bytes>, T> work) {
    permits.acquireUninterruptibly();
    try {
      requireOpen();
      KafkaConsumer<Bytes, Bytes> found = idle.poll();
      KafkaConsumer<Bytes, Bytes> consumer =
          found == null ? new KafkaConsumer<>(properties) : found;
      try {
        T result = work.apply(consumer);
        idle.add(consumer);
        return result;
      } catch (RuntimeException e) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        throw KafkaFailures.of(partition + " cannot be read", e);
      }
    } finally {
      permits.release();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new BackendException(Kind.UNAVAILABLE, "the backend is closed");
    }
  }

  void close() {
    closed = true;
    permits.acquireUninterruptibly(CONSUMERS);
    idle.forEach(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    idle.clear();
    permits.release(CONSUMERS);
  }

  /** One look at one partition. */
  private final class Reading {

    private final KafkaConsumer<Bytes, Bytes> consumer;
    private final StreamPartition partition;
    private final TopicPartition at;

    Reading(KafkaConsumer<Bytes, Bytes> consumer, StreamPartition partition) {
      this.consumer = consumer;
      this.partition = partition;
      at = topics.partition(partition);
      consumer.assign(List.of(at));
    }

    Batch read(long offset, Limits limits) {
      long end = end();
      long from = Math.max(offset, offset < end ? first() : offset);
      List<StreamRecord> records = new ArrayList<>();
      long bytes = 0;
      if (from < end) {
        consumer.seek(at, from);
        boolean more = true;
        while (more && records.size() < limits.records() && consumer.position(at) < end) {
          for (ConsumerRecord<Bytes, Bytes> fetched : poll()) {
            StreamRecord record = KafkaRecords.fromKafka(fetched);
            more &= records.size() < limits.records();
            more &= records.isEmpty() || bytes + record.bytes() <= limits.bytes();
            if (more) {
              records.add(record);
              bytes += record.bytes();
            }
          }
        }
      }
      long next =
          records.isEmpty()
              ? Math.max(offset, from < end ? end : from)
              : records.get(records.size() - 1).offset() + 1;
      return new Batch(partition, List.copyOf(records), records.size(), bytes, next);
    }

    /** The end is behind the last record: marks of transactions that follow it are no records. */
    OffsetRange range() {
      long first = first();
      long end = end();
      long from = end;
      for (long back = 1; from > first; back *= 2) {
        from = Math.max(first, end - back);
        long last = last(from, end);
        if (last >= 0) {
          return new OffsetRange(first, last + 1);
        }
      }
      return new OffsetRange(first, end);
    }

    /** The offset of the last record in a range; -1 if there is none. */
    private long last(long from, long end) {
      consumer.seek(at, from);
      long last = -1;
      while (consumer.position(at) < end) {
        for (ConsumerRecord<Bytes, Bytes> record : poll()) {
          last = record.offset();
        }
      }
      return last;
    }

    private List<ConsumerRecord<Bytes, Bytes>> poll() {
      requireOpen();
      awake.run();
      return consumer.poll(POLL).records(at);
    }

    private long first() {
      return consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
    }

    /** What this server has stored is waited for until it can be seen. */
    private long end() {
      long known = ends.of(partition);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
        if (end >= known) {
          return end;
        }
        if (System.nanoTime() > deadline) {
          ends.forget(partition);
          return end;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }
}
