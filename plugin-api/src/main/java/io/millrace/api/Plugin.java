package io.millrace.api;

import java.util.List;

/**
 * What a plugin JAR offers; the one type that {@link java.util.ServiceLoader} looks for.
 *
 * <p>A JAR names its implementation in {@code META-INF/services/io.millrace.api.Plugin}; the class
 * is public and has a public constructor without parameters, which does no work. It is instantiated
 * once, and its methods are called once each at start, by one thread; the lists are copied. What
 * one of them throws, or a null, refuses the plugin with that reason. A method added here in a
 * later version will be a {@code default} one.
 */
public interface Plugin {

  /** The plugin's name, lower-case words joined by {@code -}, as operators see it. */
  String name();

  /**
   * The plugin's version, such as {@code 1.2.0}: unless overridden, the {@code
   * Implementation-Version} in the manifest of the JAR that holds the class, so that the build is
   * the only place where it stands; {@code unknown} without one.
   */
  default String version() {
    String version = getClass().getPackage().getImplementationVersion();
    return version == null || version.isBlank() ? "unknown" : version;
  }

  /** The validators this plugin offers. Names are unique among all validators of a server. */
  default List<StageFactory<?, Validator>> validators() {
    return List.of();
  }

  /** The enrichers this plugin offers. Names are unique among all enrichers of a server. */
  default List<StageFactory<?, Enricher>> enrichers() {
    return List.of();
  }

  /** The transformers this plugin offers. Names are unique among all transformers of a server. */
  default List<StageFactory<?, Transformer>> transformers() {
    return List.of();
  }

  /** The sinks this plugin offers. Names are unique among all sinks of a server. */
  default List<StageFactory<?, Sink>> sinks() {
    return List.of();
  }
}
