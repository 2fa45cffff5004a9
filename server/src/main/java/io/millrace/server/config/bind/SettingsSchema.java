package io.millrace.server.config.bind;

import io.millrace.server.config.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A settings record as JSON Schema, draft 2020-12, for editors and for {@code schema}. Where a
 * value may be substituted ({@code ${env:NAME}}), the schema takes such a text as well. The maps
 * and lists are in a stable order.
 */
public final class SettingsSchema {

  private static final String SUBSTITUTED = "\\$\\{(env|file):";

  private SettingsSchema() {}

  /** The schema of a map that is bound to the record. */
  public static Map<String, Object> of(Class<? extends Record> type) {
    return ofRecord(type, List.of());
  }

  private static Map<String, Object> ofRecord(Class<?> type, List<Class<?>> above) {
    if (above.contains(type)) {
      return new LinkedHashMap<>(Map.of("type", "object"));
    }
    List<Class<?>> path = new ArrayList<>(above);
    path.add(type);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (SettingComponent component : SettingComponent.of(type)) {
      properties.put(component.key(), property(component, path));
      if (component.required()) {
        required.add(component.key());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> property(SettingComponent component, List<Class<?>> path) {
    Map<String, Object> schema = new LinkedHashMap<>();
    String documentation =
        component.documentation()
            + component.byDefault().map(text -> " Default: " + text + ".").orElse("");
    if (!documentation.isBlank()) {
      schema.put("description", documentation.strip());
    }
    Map<String, Object> value = ofType(component.type(), path);
    if (component.required() || value.isEmpty()) {
      schema.putAll(value);
    } else {
      // A key with nothing after it is as good as none.
      schema.put("anyOf", List.of(value, Map.of("type", "null")));
    }
    return schema;
  }

  private static Map<String, Object> ofType(SettingType type, List<Class<?>> path) {
    if (type instanceof SettingType.Scalar scalar) {
      return ofScalar(scalar);
    }
    if (type instanceof SettingType.OptionalOf optional) {
      return ofType(optional.value(), path);
    }
    if (type instanceof SettingType.OfRecord ofRecord) {
      Map<String, Object> schema = ofRecord(ofRecord.javaClass(), path);
      Optional<String> shorthand = ofRecord.shorthand();
      return shorthand.isEmpty()
          ? schema
          : ordered("anyOf", List.of(Map.of("const", shorthand.get()), schema));
    }
    if (type instanceof SettingType.ListOf listOf) {
      return ordered("type", "array", "items", ofType(listOf.item(), path));
    }
    if (type instanceof SettingType.MapOf mapOf) {
      return ordered("type", "object", "additionalProperties", ofType(mapOf.value(), path));
    }
    if (type instanceof SettingType.Raw raw && raw.nodeClass() == Node.Scalar.class) {
      return ordered("type", List.of("string", "number", "boolean"));
    }
    if (type instanceof SettingType.Raw raw && raw.nodeClass() == Node.Fields.class) {
      return ordered("type", "object");
    }
    return new LinkedHashMap<>();
  }

  private static Map<String, Object> ofScalar(SettingType.Scalar scalar) {
    return switch (scalar.type()) {
      // YAML that looks like a number or a boolean is a text where a text is wanted.
      case TEXT, PATH, FIELD_PATH -> ordered("type", List.of("string", "number", "boolean"));
      case URI -> ordered("type", "string");
      case BOOLEAN -> orSubstituted(ordered("type", "boolean"), "true|false");
      case INT, LONG -> orSubstituted(ordered("type", "integer"), "[-+]?[0-9]+");
      case DOUBLE, DECIMAL -> orSubstituted(ordered("type", "number"), "[-+]?[0-9.]+");
      case BYTES -> orSubstituted(ordered("type", "integer"), "[0-9]+ ?([KkMmGgTt][Ii]?)?[Bb]?");
      case DURATION ->
          ordered("type", "string", "pattern", "^([0-9]+ ?(ms|s|m|h|d)|P.+)$|" + SUBSTITUTED);
      case ENUM -> ordered("anyOf", List.of(ordered("enum", scalar.choices()), substituted()));
    };
  }

  private static Map<String, Object> orSubstituted(Map<String, Object> schema, String quoted) {
    Map<String, Object> text =
        ordered("type", "string", "pattern", "^(" + quoted + ")$|" + SUBSTITUTED);
    return ordered("anyOf", List.of(schema, text));
  }

  private static Map<String, Object> substituted() {
    return ordered("type", "string", "pattern", SUBSTITUTED);
  }

  private static Map<String, Object> ordered(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }

  private static Map<String, Object> ordered(
      String key, Object value, String secondKey, Object secondValue) {
    Map<String, Object> map = ordered(key, value);
    map.put(secondKey, secondValue);
    return map;
  }
}
