package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference: the same events in memory, one thread, a tree of Jackson, no log at all and no
 * durability: {@code JacksonLoop events}.
 */
final class JacksonLoop {

  private static final int DISTINCT = 20_000;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, List<String>> products = new HashMap<>();
  private long written;

  private JacksonLoop() {
    for (String line : Orders.productTable().split("\n", -1)) {
      String[] cells = line.split(",", -1);
      if (cells.length == 3) {
        products.put(cells[0], List.of(cells[1], cells[2]));
      }
    }
  }

  public static void main(String[] args) throws IOException {
    long events = Long.parseLong(args[0]);
    byte[][] values = new byte[DISTINCT][];
    Orders orders = new Orders(1, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = orders.next().value().toArray();
    }
    JacksonLoop loop = new JacksonLoop();
    Meter start = Meter.now(0);
    for (int i = 0; i < events; i++) {
      if (i == events / 4) {
        start = Meter.now(i);
      }
      loop.process(values[i % DISTINCT]);
    }
    System.out.println(Meter.now(events).since(start, "jackson-loop"));
    if (loop.written < events) {
      throw new IllegalStateException("nothing was written");
    }
  }

  private void process(byte[] value) throws IOException {
    JsonNode order = mapper.readTree(value);
    JsonNode product = order.path("product");
    boolean complete =
        order.hasNonNull("event_id")
            && order.path("shopper").hasNonNull("id")
            && product.hasNonNull("id");
    if (!complete) {
      throw new IllegalStateException("a field is missing");
    }
    List<String> row = products.get(product.get("id").textValue());
    ObjectNode changed = (ObjectNode) product;
    changed.put("name", row.get(0));
    changed.put("category", row.get(1));
    written += mapper.writeValueAsBytes(order).length;
  }
}
