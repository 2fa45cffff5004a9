package io.millrace.server.plugin.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found at one place in the plugins directory.
 *
 * @param source the JAR, or the folder of JARs
 * @param name the plugin's name; empty if it broke before it could say so
 * @param version its version; empty if it broke before it could say so
 * @param offers what it offers, in its order; of a broken one, what could be learned
 * @param warnings what the operator should know, such as a bundled copy of the plugin API
 * @param broken why it cannot be used; empty if it can
 */
public record PluginDescription(
    Path source,
    Optional<String> name,
    Optional<String> version,
    List<StageOffer> offers,
    List<String> warnings,
    Optional<PluginFault> broken) {

  public PluginDescription {
    offers = List.copyOf(offers);
    warnings = List.copyOf(warnings);
  }

  /** The last part of the source's path: {@code shop.jar}. */
  public String file() {
    return source.getFileName().toString();
  }

  /** For people: {@code shop 1.2.0 (shop.jar)}. */
  @Override
  public String toString() {
    return name.map(known -> known + " " + version.orElse("?") + " (" + file() + ")")
        .orElse(file());
  }
}
