package io.millrace.server.config.bind;

import io.millrace.api.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One component of a settings record.
 *
 * @param key how it is written in YAML
 * @param type what it may be
 * @param byDefault the default as in YAML
 * @param secret whether the value is never shown
 * @param documentation one sentence, or empty
 * @param component the component itself
 */
record SettingComponent(
    String key,
    SettingType type,
    Optional<String> byDefault,
    boolean secret,
    String documentation,
    RecordComponent component) {

  /** The components of a record, in order. */
  static List<SettingComponent> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(SettingComponent::of).toList();
  }

  private static SettingComponent of(RecordComponent component) {
    Optional<Setting> setting = Optional.ofNullable(component.getAnnotation(Setting.class));
    boolean bytes = setting.map(Setting::bytes).orElse(false);
    return new SettingComponent(
        key(component.getName()),
        SettingType.of(component.getGenericType(), bytes),
        setting.map(Setting::byDefault).filter(text -> !text.isEmpty()),
        setting.map(Setting::secret).orElse(false),
        setting.map(Setting::value).orElse(""),
        component);
  }

  /** Whether it must be written. */
  boolean required() {
    return byDefault.isEmpty()
        && !(type instanceof SettingType.OptionalOf
            || type instanceof SettingType.ListOf
            || type instanceof SettingType.MapOf);
  }

  /** {@code maxSize} is {@code max-size}. */
  private static String key(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
