package io.millrace.api.testing;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that a settings record has components that the server can bind. */
final class SettingsCheck {

  private static final Set<Type> SCALARS =
      Set.of(
          String.class,
          boolean.class,
          Boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          BigDecimal.class,
          Duration.class,
          Path.class,
          URI.class,
          FieldPath.class,
          Object.class);

  private final List<String> problems = new ArrayList<>();
  private final Set<Class<?>> seen = new HashSet<>();

  private SettingsCheck() {}

  static List<String> problems(String stage, Class<?> settings) {
    SettingsCheck check = new SettingsCheck();
    if (settings == null || !settings.isRecord()) {
      check.problems.add("the settings of '" + stage + "' are no record: " + settings);
    } else {
      check.checkRecord(stage, settings);
    }
    return check.problems;
  }

  private void checkRecord(String where, Class<?> settings) {
    if (!seen.add(settings)) {
      return;
    }
    for (RecordComponent component : settings.getRecordComponents()) {
      String name = where + "." + component.getName();
      checkType(name, component.getGenericType());
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null && setting.bytes() && component.getType() != long.class) {
        problems.add(name + " is annotated as bytes but is no long");
      }
    }
  }

  private void checkType(String where, Type type) {
    if (SCALARS.contains(type)) {
      return;
    }
    if (type instanceof Class<?> raw && (raw.isEnum() || raw.isRecord())) {
      if (raw.isRecord()) {
        checkRecord(where, raw);
      }
    } else if (type instanceof ParameterizedType generic && isContainer(generic)) {
      Type[] arguments = generic.getActualTypeArguments();
      checkType(where, arguments[arguments.length - 1]);
    } else {
      problems.add(
          where + " has the type " + type.getTypeName() + ", which Setting does not allow");
    }
  }

  private static boolean isContainer(ParameterizedType type) {
    return type.getRawType() == List.class
        || type.getRawType() == Optional.class
        || (type.getRawType() == Map.class && type.getActualTypeArguments()[0] == String.class);
  }
}
