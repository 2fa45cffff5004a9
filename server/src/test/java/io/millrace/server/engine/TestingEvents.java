package io.millrace.server.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events that give orders to the trial plugin, and what is read of what became of them. */
final class TestingEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestingEvents() {}

  /** An event with an order for the plugin. */
  static String event(int n, String order) {
    return "{\"n\":" + n + ",\"do\":\"" + order + "\"}";
  }

  /** Of so many events the eighth of each group with an order, the others without. */
  static List<String> events(int count, int every, String order) {
    List<String> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(event(n, n % every == 7 ? order : "pass"));
    }
    return events;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The numbers of events. */
  static List<Integer> numbers(List<String> values) {
    return values.stream().map(value -> json(value).path("n").asInt()).toList();
  }

  /** How often failure records have each code. */
  static Map<String, Long> codes(List<String> failureRecords) {
    Map<String, Long> codes = new TreeMap<>();
    for (String failure : failureRecords) {
      codes.merge(json(failure).at("/failures/0/code").asText(), 1L, Long::sum);
    }
    return codes;
  }
}
