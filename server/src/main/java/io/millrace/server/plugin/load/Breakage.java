package io.millrace.server.plugin.load;

import io.millrace.server.plugin.text.Text;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a thrown thing says about the plugin that threw it, in the operator's words. */
public final class Breakage {

  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$./]+");
  private static final Pattern PROVIDER =
      Pattern.compile("[\\w.]+: (?:Provider )?(\\S+?):? (.+)", Pattern.DOTALL);

  private Breakage() {}

  /**
   * Names the fault.
   *
   * @param file the plugin's JAR or folder
   * @param when what was going on: {@code the constructor of shop.ShopPlugin}
   */
  public static PluginFault of(String file, String when, Throwable thrown) {
    if (thrown instanceof Patience.Exhausted) {
      return new PluginFault(
          "plugin.hangs",
          file + ": " + when + " gave " + thrown.getMessage(),
          "a plugin must not wait there; ask its author");
    }
    if (thrown instanceof NoClassDefFoundError || thrown instanceof ClassNotFoundException) {
      return missingClass(file, when, thrown);
    }
    if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
      return of(file, when + ", in a static initialiser,", thrown.getCause());
    }
    if (thrown instanceof LinkageError) {
      return new PluginFault(
          "plugin.linkage",
          file + ": " + when + " met a class of another version: " + Text.of(thrown),
          "build the plugin against the versions that it brings, and this server's plugin API");
    }
    return new PluginFault(
        "plugin.threw",
        file + ": " + when + " threw " + Text.of(thrown),
        "ask the plugin's author; the log has the trace");
  }

  private static PluginFault missingClass(String file, String when, Throwable thrown) {
    String message = Text.message(thrown).replace('/', '.');
    if (!CLASS_NAME.matcher(message).matches()) {
      return new PluginFault(
          "plugin.linkage",
          file + ": " + when + " met a class that cannot be used: " + Text.of(thrown),
          "ask the plugin's author; the log has the trace");
    }
    String reason = file + ": " + when + " needs the class " + message + ", which is not in it";
    if (PluginClassLoader.SERVED_PACKAGES.stream().anyMatch(message::startsWith)) {
      return new PluginFault(
          "plugin.other-api",
          file + ": " + when + " needs the class " + message + ", which this server does not have",
          "build the plugin against the plugin API of this server");
    }
    return message.startsWith("io.millrace.server.")
        ? new PluginFault("plugin.class-missing", reason, "plugins use io.millrace.api only")
        : new PluginFault(
            "plugin.class-missing",
            reason,
            "put the JAR that has it into the plugin's folder, or build a self-contained JAR");
  }

  /** What {@link java.util.ServiceLoader} says when it cannot make the plugin's entry. */
  public static PluginFault of(String file, ServiceConfigurationError error) {
    Matcher matcher = PROVIDER.matcher(Text.message(error));
    if (!matcher.matches()) {
      return serviceFile(file, "its service file cannot be used: " + Text.message(error));
    }
    String type = matcher.group(1);
    String what = matcher.group(2);
    if (what.equals("not found")) {
      return serviceFile(file, "its service file names " + type + ", which is not in it");
    }
    if (what.equals("not a subtype")) {
      return serviceFile(file, type + " does not implement io.millrace.api.Plugin");
    }
    if (what.startsWith("Unable to get public no-arg constructor")) {
      return serviceFile(file, type + " has no public constructor without parameters");
    }
    if (error.getCause() instanceof IllegalAccessException) {
      return serviceFile(file, type + " is not public");
    }
    if (error.getCause() instanceof InstantiationException) {
      return serviceFile(file, type + " is abstract");
    }
    return error.getCause() == null
        ? serviceFile(file, "its service file cannot be used: " + Text.message(error))
        : of(file, "the constructor of " + type, error.getCause());
  }

  private static PluginFault serviceFile(String file, String what) {
    return new PluginFault(
        "plugin.service-file",
        file + ": " + what,
        "META-INF/services/io.millrace.api.Plugin names one public class that implements it and"
            + " has a public constructor without parameters");
  }
}
