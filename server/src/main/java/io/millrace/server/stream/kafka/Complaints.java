package io.millrace.server.stream.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What is wrong at present, by who says so. Safe for many threads. */
final class Complaints {

  /** Who complains that no broker answers. */
  static final String CLUSTER = "cluster";

  private final Map<String, String> bySource = new ConcurrentSkipListMap<>();

  void add(String source, String text) {
    bySource.put(source, text);
  }

  void withdraw(String source) {
    bySource.remove(source);
  }

  /** Something was stored: the brokers are there. */
  void stored(String source) {
    bySource.remove(source);
    bySource.remove(CLUSTER);
  }

  boolean has(String source) {
    return bySource.containsKey(source);
  }

  List<String> all() {
    return List.copyOf(bySource.values());
  }
}
