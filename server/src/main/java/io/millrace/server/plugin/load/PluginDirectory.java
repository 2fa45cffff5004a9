package io.millrace.server.plugin.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What lies in the plugins directory. A JAR or a folder of JARs is a plugin; hidden files and files
 * that are no JARs, a README say, are passed over.
 */
public final class PluginDirectory {

  /**
   * What was found, in the order of the names.
   *
   * @param sources where plugins may be loaded from
   * @param broken what looks like a plugin and is none
   * @param warnings what concerns the directory as a whole
   */
  public record Found(
      List<PluginSource> sources, List<PluginDescription> broken, List<String> warnings) {}

  private final Path directory;
  private final List<PluginSource> sources = new ArrayList<>();
  private final List<PluginDescription> broken = new ArrayList<>();
  private final Map<Path, Path> seen = new LinkedHashMap<>();

  private PluginDirectory(Path directory) {
    this.directory = directory;
  }

  public static Found scan(Path directory) {
    if (!Files.isDirectory(directory)) {
      String what = Files.exists(directory) ? "is not a directory" : "does not exist";
      return nothing("the plugins directory " + directory + " " + what + "; no plugin is loaded");
    }
    PluginDirectory scan = new PluginDirectory(directory);
    try {
      scan.seen.put(directory.toRealPath(), directory);
      for (Path entry : list(directory)) {
        scan.visit(entry);
      }
      return new Found(scan.sources, scan.broken, List.of());
    } catch (IOException e) {
      return nothing("the plugins directory " + directory + " cannot be read: " + e);
    }
  }

  private static Found nothing(String warning) {
    return new Found(List.of(), List.of(), List.of(warning));
  }

  private void visit(Path entry) {
    try {
      if (Files.isDirectory(entry)) {
        requireNew(entry);
        sources.add(new PluginSource(entry, jarsOf(entry)));
      } else if (isJar(entry)) {
        requireFile(entry);
        requireNew(entry);
        sources.add(new PluginSource(entry, List.of(entry)));
      } else if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
        throw deadLink(entry);
      }
    } catch (BrokenPluginException e) {
      broken.add(LoadedPlugin.broken(entry, e.fault()));
    } catch (IOException e) {
      PluginFault fault =
          new PluginFault(
              "plugin.unreadable",
              entry.getFileName() + " cannot be read: " + e,
              "let the server's user read it");
      broken.add(LoadedPlugin.broken(entry, fault));
    }
  }

  private void requireNew(Path entry) throws IOException, BrokenPluginException {
    Path real = entry.toRealPath();
    Path other = seen.putIfAbsent(real, entry);
    if (directory.toRealPath().startsWith(real)) {
      throw new BrokenPluginException(
          "plugin.link-loop",
          entry.getFileName() + " is a link back to the directory that it lies in",
          "remove it");
    }
    if (other != null) {
      throw new BrokenPluginException(
          "plugin.same-file",
          entry.getFileName() + " is the same file as " + other.getFileName(),
          "remove one of the two");
    }
  }

  private static List<Path> jarsOf(Path folder) throws IOException, BrokenPluginException {
    List<Path> jars = list(folder).stream().filter(PluginDirectory::isJar).toList();
    if (jars.isEmpty()) {
      throw new BrokenPluginException(
          "plugin.empty-folder",
          "the folder " + folder.getFileName() + " holds no JAR",
          "put the plugin's JARs right into it, or remove it");
    }
    for (Path jar : jars) {
      requireFile(jar);
    }
    return jars;
  }

  private static void requireFile(Path jar) throws BrokenPluginException {
    if (Files.isSymbolicLink(jar) && !Files.exists(jar)) {
      throw deadLink(jar);
    }
    if (!Files.isRegularFile(jar)) {
      throw new BrokenPluginException(
          "plugin.not-a-file", jar.getFileName() + " is not a regular file", "remove it");
    }
  }

  private static BrokenPluginException deadLink(Path link) {
    return new BrokenPluginException(
        "plugin.dead-link",
        link.getFileName() + " is a symbolic link that leads nowhere or in a circle",
        "mend or remove the link");
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }
}
