package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.server.stream.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/** {@link Orders} in Avro, each behind the fingerprint of its schema ("single object"). */
final class AvroOrders implements Samples {

  private final Orders orders;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Schema schema = new Schema.Parser().parse(Resource.text("order.avsc"));
  private final BinaryMessageEncoder<GenericRecord> encoder =
      new BinaryMessageEncoder<>(new GenericData(), schema);

  AvroOrders(long seed) {
    orders = new Orders(seed, 0);
  }

  @Override
  public Sample next() {
    Sample order = orders.next();
    try {
      GenericRecord record = record(schema, mapper.readTree(order.value().toArray()));
      return new Sample(order.key(), Bytes.of(encoder.encode(record).array()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenericRecord record(Schema schema, JsonNode node) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = node.path(field.name());
      record.put(field.pos(), value.isMissingNode() ? null : datum(field.schema(), value));
    }
    return record;
  }

  private static Object datum(Schema schema, JsonNode value) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, value);
      case STRING -> value.textValue();
      case INT -> value.intValue();
      case DOUBLE -> value.doubleValue();
      case BOOLEAN -> value.booleanValue();
      default -> throw new IllegalArgumentException("no order has a " + schema);
    };
  }
}
