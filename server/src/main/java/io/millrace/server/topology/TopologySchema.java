package io.millrace.server.topology;

import io.millrace.server.config.bind.SettingsSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of a topology file as JSON Schema, draft 2020-12: for editors. */
public final class TopologySchema {

  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private TopologySchema() {}

  /** The schema; what stands under {@code with:} is any map. */
  public static Map<String, Object> create() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A Millrace topology");
    schema.putAll(SettingsSchema.of(TopologySettings.class));
    property(schema, "streams", byName(stream()));
    property(schema, "pipelines", byName(pipeline()));
    property(schema, "sinks", byName(sink()));
    return schema;
  }

  private static Map<String, Object> stream() {
    Map<String, Object> format =
        required(SettingsSchema.of(TopologySettings.FormatKeys.class), "name");
    property(format, "name", names());
    Map<String, Object> stream = SettingsSchema.of(TopologySettings.StreamKeys.class);
    property(stream, "format", anyOf(List.of(names(), format, nothing())));
    return orNothing(stream);
  }

  private static Map<String, Object> names() {
    return map("enum", List.of("json", "avro", "bytes"));
  }

  private static Map<String, Object> pipeline() {
    Map<String, Object> route =
        required(SettingsSchema.of(TopologySettings.RouteKeys.class), "stream");
    property(route, "stream", TEXT);
    Map<String, Object> pipeline =
        required(SettingsSchema.of(TopologySettings.PipelineKeys.class), "from", "to");
    property(pipeline, "from", oneOrMore(TEXT));
    property(pipeline, "to", oneOrMore(anyOf(List.of(TEXT, route))));
    Map<String, Object> stages = map("type", "array");
    stages.put("items", stage());
    property(pipeline, "stages", anyOf(List.of(stages, nothing())));
    return pipeline;
  }

  private static Map<String, Object> stage() {
    Map<String, Object> stage = SettingsSchema.of(TopologySettings.StageKeys.class);
    stage.put(
        "oneOf",
        List.of(
            Map.of("required", List.of("validate")),
            Map.of("required", List.of("enrich")),
            Map.of("required", List.of("transform"))));
    return stage;
  }

  private static Map<String, Object> sink() {
    Map<String, Object> sink =
        required(SettingsSchema.of(TopologySettings.SinkKeys.class), "from", "deliver");
    property(sink, "from", oneOrMore(TEXT));
    return sink;
  }

  private static Map<String, Object> byName(Map<String, Object> value) {
    Map<String, Object> schema = map("type", "object");
    schema.put("propertyNames", Map.of("pattern", "^" + KeyReader.NAME.pattern() + "$"));
    schema.put("additionalProperties", value);
    return orNothing(schema);
  }

  private static Map<String, Object> oneOrMore(Map<String, Object> value) {
    Map<String, Object> list = map("type", "array");
    list.put("items", value);
    list.put("minItems", 1);
    return anyOf(List.of(value, list));
  }

  private static Map<String, Object> orNothing(Map<String, Object> schema) {
    return anyOf(List.of(schema, nothing()));
  }

  private static Map<String, Object> nothing() {
    return Map.of("type", "null");
  }

  private static Map<String, Object> anyOf(List<Map<String, Object>> schemas) {
    return map("anyOf", schemas);
  }

  private static Map<String, Object> required(Map<String, Object> schema, String... keys) {
    schema.put("required", List.of(keys));
    return schema;
  }

  /** Replaces what a property may be; its description stays. */
  private static void property(Map<String, Object> schema, String key, Map<String, Object> value) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)
        || !(properties.get(key) instanceof Map<?, ?> property)) {
      throw new IllegalStateException("no property '" + key + "' in " + schema);
    }
    Map<String, Object> changed = map("description", property.get("description"));
    changed.putAll(value);
    Map<String, Object> all = new LinkedHashMap<>();
    properties.forEach((name, old) -> all.put(name.toString(), name.equals(key) ? changed : old));
    schema.put("properties", all);
  }

  private static Map<String, Object> map(String key, @Nullable Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }
}
