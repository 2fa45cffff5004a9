package io.millrace.server.plugin.load;

import io.millrace.api.Plugin;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether what a plugin was compiled against is what this server has. The JVM links a call when it
 * is first made, which may be weeks after the start; this looks at all of them at once. Safe for
 * many threads.
 */
public final class ApiLinks {

  private static final String API = "io/millrace/api/";

  private final ClassLoader server = Plugin.class.getClassLoader();
  private final Map<ClassFile.Member, Boolean> known = new ConcurrentHashMap<>();

  /** The first thing of the plugin API that the class refers to and that is not there. */
  Optional<String> missing(ClassFile file) {
    for (String name : file.classes()) {
      if (name.startsWith(API) && find(name).isEmpty()) {
        return Optional.of(name.replace('/', '.'));
      }
    }
    for (ClassFile.Member member : file.members()) {
      if (member.owner().startsWith(API) && !known.computeIfAbsent(member, this::exists)) {
        return Optional.of(describe(member));
      }
    }
    return Optional.empty();
  }

  /** The first abstract method of the API's type that the object does not have. */
  public static Optional<String> unimplemented(Object object, Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> isAbstractIn(object.getClass(), method))
        .map(method -> type.getName() + "." + method.getName())
        .sorted()
        .findFirst();
  }

  private static boolean isAbstractIn(Class<?> type, Method method) {
    try {
      Method found = type.getMethod(method.getName(), method.getParameterTypes());
      return Modifier.isAbstract(found.getModifiers());
    } catch (NoSuchMethodException e) {
      return true;
    }
  }

  private boolean exists(ClassFile.Member member) {
    Deque<Class<?>> types = new ArrayDeque<>();
    find(member.owner()).ifPresent(types::add);
    types.add(Object.class);
    while (!types.isEmpty()) {
      Class<?> type = types.pop();
      if (declares(type, member)) {
        return true;
      }
      types.addAll(Arrays.asList(type.getInterfaces()));
      Optional.ofNullable(type.getSuperclass()).ifPresent(types::add);
    }
    return false;
  }

  private static boolean declares(Class<?> type, ClassFile.Member member) {
    if (!member.isMethod()) {
      return Arrays.stream(type.getDeclaredFields())
          .filter(field -> field.getName().equals(member.name()))
          .map(Field::getType)
          .anyMatch(found -> found.descriptorString().equals(member.descriptor()));
    }
    if (member.name().equals("<init>")) {
      return Arrays.stream(type.getDeclaredConstructors())
          .map(found -> MethodType.methodType(void.class, found.getParameterTypes()))
          .anyMatch(found -> found.toMethodDescriptorString().equals(member.descriptor()));
    }
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(member.name()))
        .map(found -> MethodType.methodType(found.getReturnType(), found.getParameterTypes()))
        .anyMatch(found -> found.toMethodDescriptorString().equals(member.descriptor()));
  }

  private Optional<Class<?>> find(String slashed) {
    try {
      return Optional.of(Class.forName(slashed.replace('/', '.'), false, server));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static String describe(ClassFile.Member member) {
    String name = member.owner().replace('/', '.') + "." + member.name();
    if (!member.isMethod()) {
      return name;
    }
    MethodTypeText types = new MethodTypeText(member.descriptor());
    return name + types.parameters();
  }

  /** The parameters of a descriptor as Java writes them, without packages. */
  private record MethodTypeText(String descriptor) {
    String parameters() {
      StringBuilder out = new StringBuilder("(");
      String text = descriptor.substring(1, descriptor.indexOf(')'));
      for (int at = 0; at < text.length(); ) {
        int dimensions = at;
        while (text.charAt(at) == '[') {
          at++;
        }
        int end = text.charAt(at) == 'L' ? text.indexOf(';', at) + 1 : at + 1;
        out.append(out.length() == 1 ? "" : ", ").append(simple(text.substring(at, end)));
        out.append("[]".repeat(at - dimensions));
        at = end;
      }
      return out.append(')').toString();
    }

    private static String simple(String type) {
      return switch (type.charAt(0)) {
        case 'L' -> type.substring(type.lastIndexOf('/') + 1, type.length() - 1).replace('$', '.');
        case 'Z' -> "boolean";
        case 'B' -> "byte";
        case 'C' -> "char";
        case 'S' -> "short";
        case 'I' -> "int";
        case 'J' -> "long";
        case 'F' -> "float";
        default -> "double";
      };
    }
  }
}
