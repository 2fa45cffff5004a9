package io.millrace.bench;

import io.millrace.server.stream.Bytes;
import java.util.Random;
import java.util.UUID;

/** Shop orders of about 500 bytes of JSON, the same ones for the same seed. For one thread. */
final class Orders implements Samples {

  /** How many products the orders name; the lookup table has a row for each. */
  static final int PRODUCTS = 1000;

  private static final String[] CITIES = {"Zürich", "Oslo", "Porto", "Graz", "Gent", "Łódź"};
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5",
  };

  private static final String[] WORDS = {
    "please",
    "leave",
    "it",
    "at",
    "the",
    "door",
    "of",
    "my",
    "neighbour",
    "ring",
    "twice",
    "gift",
    "wrapped",
    "in",
    "blue",
    "paper",
    "call",
    "before",
    "you",
    "come",
    "thank",
    "after",
    "six",
  };

  private final Random random;
  private final int failEvery;
  private long number;

  /**
   * Orders from a seed.
   *
   * @param failEvery every how-manieth order lacks its shopper; 0: none
   */
  Orders(long seed, int failEvery) {
    this.random = new Random(seed);
    this.failEvery = failEvery;
  }

  @Override
  public Sample next() {
    long n = number++;
    String shopper = "s-" + random.nextInt(100_000);
    int product = random.nextInt(PRODUCTS);
    boolean complete = failEvery == 0 || n % failEvery != 0;
    String json =
        "{\"event_id\":\""
            + uuid()
            + "\",\"order_id\":\"o-"
            + n
            + "\",\"timestamp\":\"2026-03-"
            + two(1 + random.nextInt(28))
            + "T"
            + two(random.nextInt(24))
            + ":"
            + two(random.nextInt(60))
            + ":"
            + two(random.nextInt(60))
            + "Z\","
            + (complete
                ? "\"shopper\":{\"id\":\""
                    + shopper
                    + "\",\"name\":\"Shopper "
                    + random.nextInt(100_000)
                    + "\",\"ip\":\"10."
                    + random.nextInt(256)
                    + "."
                    + random.nextInt(256)
                    + "."
                    + random.nextInt(256)
                    + "\",\"city\":\""
                    + CITIES[random.nextInt(CITIES.length)]
                    + "\"},"
                : "")
            + "\"product\":{\"id\":\"p-"
            + product
            + "\",\"quantity\":"
            + (1 + random.nextInt(9))
            + ",\"price\":"
            + random.nextInt(500)
            + "."
            + two(random.nextInt(100))
            + "},\"total\":"
            + random.nextInt(3000)
            + "."
            + two(random.nextInt(100))
            + ",\"currency\":\"EUR\",\"paid\":"
            + random.nextBoolean()
            + ",\"agent\":\""
            + AGENTS[random.nextInt(AGENTS.length)]
            + "\",\"note\":\""
            + note()
            + "\"}";
    return new Sample(Bytes.utf8(shopper), Bytes.utf8(json));
  }

  /** The lookup table: a row for each product, as CSV. */
  static String productTable() {
    StringBuilder table = new StringBuilder("id,name,category\n");
    for (int i = 0; i < PRODUCTS; i++) {
      table.append("p-").append(i).append(",Product number ").append(i);
      table.append(",category-").append(i % 17).append('\n');
    }
    return table.toString();
  }

  private String note() {
    StringBuilder note = new StringBuilder();
    for (int words = 14 + random.nextInt(8); words > 0; words--) {
      note.append(WORDS[random.nextInt(WORDS.length)]).append(words == 1 ? "" : " ");
    }
    return note.toString();
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static String two(int n) {
    return n < 10 ? "0" + n : Integer.toString(n);
  }
}
