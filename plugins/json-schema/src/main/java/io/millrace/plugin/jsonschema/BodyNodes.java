package io.millrace.plugin.jsonschema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Body values as the library's nodes. Objects are views of the maps that came: what a schema does
 * not look at never becomes a node. Numbers become the same kinds of node as in the schemas that
 * {@link SchemaFile} reads (the library compares nodes inside of objects by kind): the shortest of
 * int, long and big integer, and an exact decimal.
 */
final class BodyNodes {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BodyNodes() {}

  static JsonNode of(@Nullable Object value) {
    if (value == null) {
      return NullNode.getInstance();
    }
    if (value instanceof String text) {
      return StringNode.valueOf(text);
    }
    if (value instanceof Boolean flag) {
      return BooleanNode.valueOf(flag);
    }
    if (value instanceof Map<?, ?> map) {
      return object(map);
    }
    if (value instanceof List<?> list) {
      return array(list);
    }
    if (value instanceof byte[] bytes) {
      return StringNode.valueOf(Base64.getEncoder().encodeToString(bytes));
    }
    return number(value);
  }

  private static JsonNode object(Map<?, ?> map) {
    return new ObjectNode(NODES, new Properties(map));
  }

  private static JsonNode array(List<?> list) {
    ArrayNode node = NODES.arrayNode(list.size());
    list.forEach(value -> node.add(of(value)));
    return node;
  }

  private static JsonNode number(Object value) {
    if (value instanceof BigDecimal decimal) {
      return DecimalNode.valueOf(decimal);
    }
    if (value instanceof BigInteger integer) {
      return integer.bitLength() < Long.SIZE
          ? whole(integer.longValue())
          : BigIntegerNode.valueOf(integer);
    }
    if (value instanceof Long || value instanceof Integer) {
      return whole(((Number) value).longValue());
    }
    if (value instanceof Double number) {
      return DecimalNode.valueOf(BigDecimal.valueOf(number));
    }
    throw new IllegalArgumentException("no body value: " + value.getClass().getName());
  }

  private static JsonNode whole(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  /** The properties of an object, each a node once it is looked at. */
  private static final class Properties extends AbstractMap<String, JsonNode> {

    private final Map<?, ?> values;

    Properties(Map<?, ?> values) {
      this.values = values;
    }

    @Override
    public @Nullable JsonNode get(@Nullable Object name) {
      Object value = values.get(name);
      return value == null && !values.containsKey(name) ? null : of(value);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return values.containsKey(name);
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    @SuppressWarnings("unchecked") // the keys of a body are texts
    public Set<String> keySet() {
      return (Set<String>) values.keySet();
    }

    @Override
    public Set<Map.Entry<String, JsonNode>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Map.Entry<String, JsonNode>> iterator() {
          return keySet().stream()
              .<Map.Entry<String, JsonNode>>map(
                  name -> new SimpleEntry<>(name, of(values.get(name))))
              .iterator();
        }

        @Override
        public int size() {
          return values.size();
        }
      };
    }
  }
}
