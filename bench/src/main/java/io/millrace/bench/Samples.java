package io.millrace.bench;

import io.millrace.server.stream.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events of one kind, the same ones for the same seed, without end. For one thread. */
public interface Samples {

  /** The next one. */
  Sample next();

  /**
   * An event as a stream stores it.
   *
   * @param key its shard key
   * @param value its bytes
   */
  record Sample(Bytes key, Bytes value) {

    /** How many bytes it has, as a backend counts them. */
    int bytes() {
      return key.length() + value.length();
    }
  }

  /** Shop orders of about 500 bytes of JSON. */
  static Samples orders(long seed) {
    return new Orders(seed, 0);
  }

  /** The rows of the orders' lookup table: name and category, by the product's id. */
  static Map<String, List<String>> products() {
    Map<String, List<String>> products = new HashMap<>();
    Orders.productTable()
        .lines()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .forEach(cells -> products.put(cells.get(0), cells.subList(1, cells.size())));
    return products;
  }

  /** How many bytes an event has on average. */
  static double meanBytes(Samples samples) {
    int count = 2000;
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += samples.next().bytes();
    }
    return (double) bytes / count;
  }
}
