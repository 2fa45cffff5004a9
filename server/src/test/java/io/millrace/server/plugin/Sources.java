package io.millrace.server.plugin;

/** Java sources of tiny plugins. */
final class Sources {

  private static final String IMPORTS =
      """
      import io.millrace.api.*;
      import io.vavr.control.Either;
      import java.util.*;
      """;

  private Sources() {}

  /** A plugin {@code <package>.ThePlugin} of the name and version, with more members. */
  static String plugin(String pack, String name, String version, String members) {
    return """
    package %s;
    %s
    public class ThePlugin implements Plugin {
      public record Settings(@Setting("How often.") Optional<Integer> times) {}
      public String name() { return %s; }
      public String version() { return %s; }
      %s
    }
    """
        .formatted(pack, IMPORTS, literal(name), literal(version), members);
  }

  private static String literal(String text) {
    return text == null ? "null" : '"' + text + '"';
  }

  /** A plugin that offers one validator with the body given, in which {@code event} is known. */
  static String validator(String pack, String plugin, String stage, String body) {
    return plugin(pack, plugin, "1.0.0", validators(stage, body));
  }

  static String validators(String stage, String body) {
    return """
    public List<StageFactory<?, Validator>> validators() {
      return List.of(StageFactory.of("%s", Settings.class, (settings, context) -> event -> { %s }));
    }
    """
        .formatted(stage, body);
  }

  /** Any type of a package, with the imports that plugins need. */
  static String type(String pack, String text) {
    return "package " + pack + ";\n" + IMPORTS + text;
  }
}
