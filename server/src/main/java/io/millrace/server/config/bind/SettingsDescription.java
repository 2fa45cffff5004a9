package io.millrace.server.config.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A settings record described for people: for the list of plugins and the documentation.
 *
 * @param items one for each key, in the order of the record
 */
public record SettingsDescription(List<Item> items) {

  public SettingsDescription {
    items = List.copyOf(items);
  }

  /**
   * One key.
   *
   * @param key as it is written in YAML
   * @param type in words: {@code a list, each a field path}
   * @param byDefault the default as in YAML
   * @param required whether it must be written
   * @param secret whether its value is never shown
   * @param documentation one sentence, or empty
   * @param nested the keys below, if the value is a map of settings, or a list or map of such
   */
  public record Item(
      String key,
      String type,
      Optional<String> byDefault,
      boolean required,
      boolean secret,
      String documentation,
      Optional<SettingsDescription> nested) {}

  /** Describes a settings record. */
  public static SettingsDescription of(Class<? extends Record> type) {
    return describe(type, Set.of());
  }

  private static SettingsDescription describe(Class<?> type, Set<Class<?>> above) {
    Set<Class<?>> path = new HashSet<>(above);
    path.add(type);
    return new SettingsDescription(
        SettingComponent.of(type).stream().map(component -> item(component, path)).toList());
  }

  private static Item item(SettingComponent component, Set<Class<?>> path) {
    // A record that holds itself is described once.
    Optional<SettingsDescription> nested =
        nested(component.type()).filter(type -> !path.contains(type)).map(t -> describe(t, path));
    return new Item(
        component.key(),
        component.type().words(),
        component.byDefault(),
        component.required(),
        component.secret(),
        component.documentation(),
        nested);
  }

  private static Optional<Class<?>> nested(SettingType type) {
    if (type instanceof SettingType.OfRecord ofRecord) {
      return Optional.of(ofRecord.javaClass());
    }
    if (type instanceof SettingType.ListOf listOf) {
      return nested(listOf.item());
    }
    if (type instanceof SettingType.MapOf mapOf) {
      return nested(mapOf.value());
    }
    return type instanceof SettingType.OptionalOf optional
        ? nested(optional.value())
        : Optional.empty();
  }

  /** A Markdown table of all keys, those below joined with a dot. */
  public String toMarkdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| key | what it is | default | what it does |");
    lines.add("| --- | --- | --- | --- |");
    addRows("", lines);
    return String.join("\n", lines) + "\n";
  }

  private void addRows(String prefix, List<String> lines) {
    for (Item item : items) {
      String key = prefix + item.key();
      if (item.nested().isPresent() && item.byDefault().equals(Optional.of("{}"))) {
        item.nested().get().addRows(key + ".", lines);
        continue;
      }
      String byDefault =
          item.byDefault().map(text -> "`" + text + "`").orElse(item.required() ? "required" : "");
      String type = item.type() + (item.secret() ? ", secret" : "");
      lines.add(
          "| `" + key + "` | " + type + " | " + byDefault + " | " + item.documentation() + " |");
      item.nested().ifPresent(nested -> nested.addRows(key + ".", lines));
    }
  }
}
