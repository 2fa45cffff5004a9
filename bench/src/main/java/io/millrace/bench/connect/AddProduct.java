package io.millrace.bench.connect;

import io.millrace.bench.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Fails what lacks one of three fields, and adds two from a table to what does not: on the maps
 * that Connect's JSON converter makes.
 */
public final class AddProduct implements Transformation<SinkRecord> {

  private Map<String, List<String>> products = Map.of();

  @Override
  public void configure(Map<String, ?> settings) {
    products = Samples.products();
  }

  @Override
  public SinkRecord apply(SinkRecord record) {
    Map<?, ?> order = (Map<?, ?>) record.value();
    Map<?, ?> shopper = (Map<?, ?>) order.get("shopper");
    Map<?, ?> product = (Map<?, ?>) order.get("product");
    if (order.get("event_id") == null || missing(shopper) || missing(product)) {
      throw new DataException("a field is missing");
    }
    List<String> row = products.get(product.get("id"));
    Map<Object, Object> more = new HashMap<>(product);
    more.put("name", row.get(0));
    more.put("category", row.get(1));
    Map<Object, Object> changed = new HashMap<>(order);
    changed.put("product", more);
    return record.newRecord(
        record.topic(),
        record.kafkaPartition(),
        record.keySchema(),
        record.key(),
        null,
        changed,
        record.timestamp());
  }

  private static boolean missing(Map<?, ?> object) {
    return object == null || object.get("id") == null;
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void close() {}
}
