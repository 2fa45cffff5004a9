package io.millrace.server.config.bind;

import io.millrace.server.config.yaml.Node;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a component of a settings record may be: see {@link io.millrace.api.Setting}. */
sealed interface SettingType {

  /** For people: {@code a list of whole numbers}. */
  String words();

  /** One value, written as one scalar. */
  record Scalar(ScalarType type, Class<?> javaClass) implements SettingType {
    @Override
    public String words() {
      return type == ScalarType.ENUM ? "one of " + String.join(", ", choices()) : type.words();
    }

    /** The words of an enum, as they are written. */
    List<String> choices() {
      return Arrays.stream(javaClass.getEnumConstants()).map(Scalar::word).toList();
    }

    static String word(Object constant) {
      return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A map with the record's keys. */
  record OfRecord(Class<?> javaClass) implements SettingType {
    @Override
    public String words() {
      return "a map of settings";
    }

    /** The word that may stand for the record with all its defaults. */
    Optional<String> shorthand() {
      return Optional.ofNullable(javaClass.getAnnotation(Shorthand.class)).map(Shorthand::value);
    }
  }

  /** A list. */
  record ListOf(SettingType item) implements SettingType {
    @Override
    public String words() {
      return "a list, each " + item.words();
    }
  }

  /** A map with any keys. */
  record MapOf(SettingType value) implements SettingType {
    @Override
    public String words() {
      return "a map, each value " + value.words();
    }
  }

  /** Something that may be absent. */
  record OptionalOf(SettingType value) implements SettingType {
    @Override
    public String words() {
      return value.words();
    }
  }

  /** Any JDK value. */
  record Anything() implements SettingType {
    @Override
    public String words() {
      return "any value";
    }
  }

  /** The YAML itself, nothing substituted; for the server's own files, not for plugins. */
  record Raw(Class<?> nodeClass) implements SettingType {
    @Override
    public String words() {
      if (nodeClass == Node.Scalar.class) {
        return "a text";
      }
      return nodeClass == Node.Fields.class ? "a map" : "any value";
    }
  }

  /** A Java type that no setting may have. */
  record Unsupported(String name) implements SettingType {
    @Override
    public String words() {
      return name;
    }
  }

  /**
   * Reads a Java type.
   *
   * @param type the type of a record component
   * @param bytes whether a {@code long} is a number of bytes
   */
  static SettingType of(Type type, boolean bytes) {
    if (type instanceof ParameterizedType parameterized) {
      return generic(parameterized, bytes);
    }
    if (!(type instanceof Class<?> javaClass)) {
      return new Unsupported(type.getTypeName());
    }
    Optional<SettingType> scalar =
        ScalarType.of(javaClass, bytes).map(found -> new Scalar(found, javaClass));
    if (scalar.isPresent()) {
      return scalar.get();
    }
    if (Node.class.isAssignableFrom(javaClass)) {
      return new Raw(javaClass);
    }
    if (javaClass.isRecord() && javaClass.getTypeParameters().length == 0) {
      return new OfRecord(javaClass);
    }
    return javaClass == Object.class ? new Anything() : new Unsupported(type.getTypeName());
  }

  private static SettingType generic(ParameterizedType type, boolean bytes) {
    Type[] arguments = type.getActualTypeArguments();
    SettingType last = of(arguments[arguments.length - 1], bytes);
    if (last instanceof Unsupported) {
      return new Unsupported(type.getTypeName());
    }
    if (type.getRawType() == List.class) {
      return new ListOf(last);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return new MapOf(last);
    }
    return type.getRawType() == Optional.class
        ? new OptionalOf(last)
        : new Unsupported(type.getTypeName());
  }
}
