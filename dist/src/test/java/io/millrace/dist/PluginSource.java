package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes a plugin's JAR from its source, against the plugin API of a distribution only. */
final class PluginSource {

  private PluginSource() {}

  /**
   * Compiles and packs a plugin, and drops it into a copy of a distribution.
   *
   * @param shared the distribution
   * @param name the class, in no package
   * @param directory for the copy, and for what is between source and JAR
   * @return the copy
   */
  static Distribution dropInto(Distribution shared, String name, String source, Path directory)
      throws IOException, InterruptedException {
    Distribution distribution = shared.copy(directory);
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "--release",
            "17",
            "-d",
            classes.toString(),
            "-cp",
            api(distribution),
            file.toString());
    if (result != 0) {
      throw new AssertionError(name + " does not compile: " + source);
    }
    pack(classes, name, distribution.home().resolve("plugins/" + name + ".jar"));
    return distribution;
  }

  private static String api(Distribution distribution) throws IOException {
    try (Stream<Path> jars = Files.list(distribution.home().resolve("lib"))) {
      return jars.filter(
              jar -> jar.getFileName().toString().matches("(millrace-plugin-api|vavr|slf4j)-.*"))
          .map(Path::toString)
          .collect(Collectors.joining(java.io.File.pathSeparator));
    }
  }

  private static void pack(Path classes, String name, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        packed.putNextEntry(new JarEntry(file.getFileName().toString()));
        Files.copy(file, packed);
      }
      packed.putNextEntry(new JarEntry("META-INF/services/io.millrace.api.Plugin"));
      packed.write((name + "\n").getBytes(UTF_8));
    }
  }
}
