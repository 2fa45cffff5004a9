package io.millrace.server.plugin.load;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A place where a plugin was found.
 *
 * @param path the JAR or the folder
 * @param jars its JARs, by name; at least one
 */
public record PluginSource(Path path, List<Path> jars) {

  public PluginSource {
    jars = List.copyOf(jars);
  }

  public String file() {
    return path.getFileName().toString();
  }

  List<URL> urls() {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file has a URL", e);
    }
    return urls;
  }
}
