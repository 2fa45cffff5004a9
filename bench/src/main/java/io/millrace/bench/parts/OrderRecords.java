package io.millrace.bench.parts;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.bench.Samples;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.config.problem.Location;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Orders as records of one partition, and the codec of their stream. For one thread. */
final class OrderRecords {

  static final StreamPartition AT = new StreamPartition("input", 0);
  static final FieldPath EVENT_ID = FieldPath.of("event_id");
  static final FieldPath SHOPPER_ID = FieldPath.of("shopper.id");
  static final FieldPath PRODUCT_ID = FieldPath.of("product.id");

  /** More than the processor's second cache holds. */
  private static final int COUNT = 4096;

  private static final long NOW = 1_772_000_000_000L;

  private final StreamCodec codec =
      StreamCodec.of(
          new StreamDefinition(
              StreamSpec.of(AT.stream(), 1),
              new Format.Json(Set.of()),
              Optional.of(SHOPPER_ID),
              Optional.of(EVENT_ID),
              Optional.of(FieldPath.of("timestamp")),
              List.of(),
              new Location("parts", 0, 0),
              true));

  private final StreamRecord[] records = new StreamRecord[COUNT];
  private int next;

  OrderRecords() {
    Samples orders = Samples.orders(1);
    for (int i = 0; i < COUNT; i++) {
      Samples.Sample order = orders.next();
      records[i] = new StreamRecord(i, NOW, order.key(), RecordHeaders.EMPTY, order.value());
    }
  }

  StreamCodec codec() {
    return codec;
  }

  /** One after the other, and again from the start. */
  StreamRecord next() {
    next = next + 1 & COUNT - 1;
    return records[next];
  }

  /** The next one, decoded. */
  Event event() {
    return codec.decode(AT, next()).get();
  }

  /** Some of them together, as a stream appends them. */
  Records batch(int count) {
    RecordsBuilder builder = new RecordsBuilder(count * 512);
    for (int i = 0; i < count; i++) {
      StreamRecord record = next();
      builder.add(NOW, record.key(), record.headers(), record.value());
    }
    return builder.build();
  }
}
