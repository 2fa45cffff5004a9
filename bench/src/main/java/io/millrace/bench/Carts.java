package io.millrace.bench;

import io.millrace.server.stream.Bytes;
import java.util.Random;

/** Orders that have an array of twenty lines, for {@code split}. About 1.5 KB of JSON. */
final class Carts implements Samples {

  /** How many events come of one. */
  static final int LINES = 20;

  private final Random random;
  private long number;

  Carts(long seed) {
    random = new Random(seed);
  }

  @Override
  public Sample next() {
    long n = number++;
    String shopper = "s-" + random.nextInt(100_000);
    StringBuilder json = new StringBuilder("{\"event_id\":\"e-").append(n);
    json.append("\",\"order_id\":\"o-").append(n);
    json.append("\",\"shopper\":{\"id\":\"").append(shopper);
    json.append("\",\"city\":\"Graz\"},\"lines\":[");
    for (int i = 0; i < LINES; i++) {
      json.append(i == 0 ? "{\"sku\":\"p-" : ",{\"sku\":\"p-")
          .append(random.nextInt(Orders.PRODUCTS));
      json.append("\",\"quantity\":").append(1 + random.nextInt(9));
      json.append(",\"price\":").append(random.nextInt(500)).append(".5,\"gift\":");
      json.append(random.nextBoolean()).append('}');
    }
    json.append("]}");
    return new Sample(Bytes.utf8(shopper), Bytes.utf8(json.toString()));
  }
}
