package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline does, as it is written without Millrace: a Jackson tree for each event, fields
 * that must be there, and columns of a table that are added to one of its objects.
 */
final class TreeWork {

  private final ObjectMapper mapper = new ObjectMapper();
  private final List<List<String>> required;
  private final String object;
  private final String key;
  private final Map<String, List<String>> rows = new HashMap<>();
  private final List<String> columns;

  private TreeWork(List<List<String>> required, String object, String key, String table) {
    this.required = required;
    this.object = object;
    this.key = key;
    String[] lines = table.split("\n", -1);
    List<String> header = List.of(lines[0].split(",", -1));
    columns = header.subList(1, header.size());
    for (String line : lines) {
      List<String> cells = List.of(line.replace("\"", "").split(",", -1));
      if (cells.size() == header.size()) {
        rows.put(cells.get(0), cells.subList(1, cells.size()));
      }
    }
  }

  /** The work of {@link Workload#ENRICH}. */
  static TreeWork ofOrders() {
    return new TreeWork(
        List.of(List.of("event_id"), List.of("shopper", "id"), List.of("product", "id")),
        "product",
        "id",
        Orders.productTable());
  }

  /** The work of {@link Workload#WIDE}. */
  static TreeWork ofWebhooks() {
    return new TreeWork(
        List.of(List.of("action"), List.of("repository", "full_name"), List.of("sender", "login")),
        "sender",
        "login",
        Webhooks.userTable());
  }

  JsonNode parse(byte[] value) {
    try {
      return mapper.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isComplete(JsonNode event) {
    for (List<String> path : required) {
      JsonNode at = event;
      for (int i = 0; i < path.size(); i++) {
        at = at.path(path.get(i));
      }
      if (at.isMissingNode() || at.isNull()) {
        return false;
      }
    }
    return true;
  }

  JsonNode enrich(JsonNode event) {
    ObjectNode changed = (ObjectNode) event.get(object);
    List<String> row = rows.get(changed.get(key).textValue());
    for (int i = 0; i < columns.size(); i++) {
      changed.put(columns.get(i), row.get(i));
    }
    return event;
  }

  byte[] write(JsonNode event) {
    try {
      return mapper.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
