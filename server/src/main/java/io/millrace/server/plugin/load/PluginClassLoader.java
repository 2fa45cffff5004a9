package io.millrace.server.plugin.load;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plugin's class loader: the JDK from the platform loader, the plugin API from the server, all
 * else from the plugin's own JARs. Nothing of the server can be seen, so a plugin may bring any
 * version of any library.
 */
public final class PluginClassLoader extends URLClassLoader {

  /**
   * What comes from the server, for classes; a plugin's own copy is never looked at. The dot at the
   * end keeps {@code io.millrace.apiary} out.
   */
  static final List<String> SERVED_PACKAGES = List.of("io.millrace.api.", "io.vavr.", "org.slf4j.");

  /** The same rule as resources are named: Trino tests slash names against dots and never hits. */
  static final List<String> SERVED_PATHS =
      SERVED_PACKAGES.stream().map(prefix -> prefix.replace('.', '/')).toList();

  private static final String METADATA = "META-INF/";

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader server;

  /**
   * @param name shown in stack traces
   * @param jars the plugin's own
   * @param server where the plugin API is
   */
  public PluginClassLoader(String name, List<URL> jars, ClassLoader server) {
    super(name, jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    this.server = server;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return startsWithOneOf(SERVED_PACKAGES, name)
        ? server.loadClass(name)
        : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (startsWithOneOf(SERVED_PATHS, name)) {
      return server.getResource(name);
    }
    return name.startsWith(METADATA) ? findResource(name) : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (startsWithOneOf(SERVED_PATHS, name)) {
      return server.getResources(name);
    }
    return name.startsWith(METADATA) ? findResources(name) : super.getResources(name);
  }

  private static boolean startsWithOneOf(List<String> prefixes, String name) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (name.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }
}
