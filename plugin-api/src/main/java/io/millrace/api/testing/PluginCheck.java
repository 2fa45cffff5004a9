package io.millrace.api.testing;

import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what the server would find wrong with a plugin when it loads it, before it does. */
public final class PluginCheck {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final List<String> problems = new ArrayList<>();

  private PluginCheck() {}

  /**
   * Checks a plugin: that {@code META-INF/services/io.millrace.api.Plugin} names it, that it is a
   * public class with a public constructor without parameters, that its names are well-formed and
   * unique for each kind, and that its settings are records whose components have types that {@link
   * io.millrace.api.Setting} allows.
   *
   * @throws AssertionError if something is wrong; its message names all of it
   */
  public static void verify(Plugin plugin) {
    List<String> problems = problems(plugin);
    if (!problems.isEmpty()) {
      throw new AssertionError(
          plugin.getClass().getName() + " would not work:\n- " + String.join("\n- ", problems));
    }
  }

  /** What {@link #verify} finds; empty if all is well. */
  public static List<String> problems(Plugin plugin) {
    PluginCheck check = new PluginCheck();
    check.checkClass(plugin.getClass());
    check.checkName("plugin", plugin.name());
    if (plugin.version() == null || plugin.version().isBlank()) {
      check.problems.add("version() is empty");
    }
    check.checkFactories("validators", plugin.validators());
    check.checkFactories("enrichers", plugin.enrichers());
    check.checkFactories("transformers", plugin.transformers());
    check.checkFactories("sinks", plugin.sinks());
    return List.copyOf(check.problems);
  }

  private void checkClass(Class<? extends Plugin> plugin) {
    boolean found =
        ServiceLoader.load(Plugin.class, plugin.getClassLoader()).stream()
            .anyMatch(provider -> provider.type() == plugin);
    if (!found) {
      problems.add(
          "META-INF/services/io.millrace.api.Plugin does not name it: add the line "
              + plugin.getName());
    }
    if (!Modifier.isPublic(plugin.getModifiers())) {
      problems.add("the class is not public");
    }
    if (Arrays.stream(plugin.getConstructors()).noneMatch(c -> c.getParameterCount() == 0)) {
      problems.add("it has no public constructor without parameters");
    }
  }

  private void checkName(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      problems.add("the " + what + "'s name is lower-case words joined by '-', not '" + name + "'");
    }
  }

  private <T> void checkFactories(String kind, List<StageFactory<?, T>> factories) {
    if (factories == null) {
      problems.add(kind + "() returned null");
      return;
    }
    Set<String> names = new HashSet<>();
    for (StageFactory<?, T> factory : factories) {
      checkName("stage", factory.name());
      if (!names.add(factory.name())) {
        problems.add("two of " + kind + "() have the name '" + factory.name() + "'");
      }
      problems.addAll(SettingsCheck.problems(factory.name(), factory.settings()));
    }
  }
}
