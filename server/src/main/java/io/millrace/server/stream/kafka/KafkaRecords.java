package io.millrace.server.stream.kafka;

import io.millrace.api.Headers;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Our records as Kafka's, and back: keys, headers, values, nulls and timestamps keep their bytes.
 */
final class KafkaRecords {

  private KafkaRecords() {}

  static ProducerRecord<byte[], byte[]> toKafka(String topic, int partition, StreamRecord record) {
    return new ProducerRecord<>(
        topic,
        partition,
        record.timestamp(),
        array(record.key()),
        array(record.value()),
        headers(record.headers()));
  }

  static StreamRecord fromKafka(ConsumerRecord<Bytes, Bytes> record) {
    return new StreamRecord(
        record.offset(),
        record.timestamp(),
        record.key(),
        headers(record.headers().toArray()),
        record.value());
  }

  private static @Nullable List<Header> headers(RecordHeaders headers) {
    if (headers.count() == 0) {
      return null;
    }
    List<Header> list = new ArrayList<>(headers.count());
    headers
        .decode()
        .list()
        .forEach(header -> list.add(new RecordHeader(header.name(), header.value())));
    return list;
  }

  private static RecordHeaders headers(Header[] headers) {
    if (headers.length == 0) {
      return RecordHeaders.EMPTY;
    }
    List<Headers.Header> list = new ArrayList<>(headers.length);
    for (Header header : headers) {
      list.add(new Headers.Header(header.key(), header.value()));
    }
    return RecordHeaders.of(Headers.of(list));
  }

  /** A slice that is a whole array is not copied. */
  private static byte @Nullable [] array(@Nullable Bytes bytes) {
    if (bytes == null) {
      return null;
    }
    return bytes.offset() == 0 && bytes.length() == bytes.array().length
        ? bytes.array()
        : bytes.toArray();
  }
}
