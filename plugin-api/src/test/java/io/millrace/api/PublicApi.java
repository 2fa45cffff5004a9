package io.millrace.api;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every signature that a plugin may have been compiled against, a line each, sorted. */
final class PublicApi {

  private PublicApi() {}

  static List<String> signatures() throws Exception {
    return classes().stream()
        .filter(PublicApi::isPublic)
        .map(PublicApi::of)
        .flatMap(Collection::stream)
        .sorted()
        .toList();
  }

  private static List<Class<?>> classes() throws Exception {
    Path root = Path.of(Plugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names(root)) {
      classes.add(Class.forName(name));
    }
    return classes;
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - 6).replaceAll("[/\\\\]", "."))
          .toList();
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static List<String> of(Class<?> type) {
    List<String> lines = new ArrayList<>();
    lines.add(type.getName() + ": " + header(type));
    members(type.getDeclaredFields()).map(Field::toGenericString).forEach(lines::add);
    members(type.getDeclaredConstructors()).map(Executable::toGenericString).forEach(lines::add);
    members(type.getDeclaredMethods()).map(PublicApi::method).forEach(lines::add);
    return lines.stream()
        .map(line -> line.startsWith(type.getName() + ": ") ? line : type.getName() + ": " + line)
        .toList();
  }

  private static <T extends AccessibleObject & Member> Stream<T> members(T[] members) {
    int visible = Modifier.PUBLIC | Modifier.PROTECTED;
    return Arrays.stream(members)
        .filter(member -> (member.getModifiers() & visible) != 0 && !member.isSynthetic());
  }

  private static String method(Method method) {
    Object value = method.getDefaultValue();
    return method.toGenericString() + (value == null ? "" : " default '" + value + "'");
  }

  private static String header(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "annotation"
            : type.isRecord()
                ? "record"
                : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
    return Modifier.toString(type.getModifiers() & ~Modifier.INTERFACE)
        + " "
        + kind
        + parameters(type)
        + components(type)
        + " extends "
        + type.getGenericSuperclass()
        + Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName).toList();
  }

  private static String parameters(Class<?> type) {
    return Arrays.stream(type.getTypeParameters())
        .map(parameter -> parameter + " extends " + Arrays.toString(parameter.getBounds()))
        .toList()
        .toString();
  }

  private static String components(Class<?> type) {
    return type.isRecord()
        ? Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::toString)
            .collect(Collectors.joining(", ", "(", ")"))
        : "";
  }
}
