package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public and protected element has a comment, and the comments are well-formed. */
class JavadocTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  @Test
  void theJavadocIsComplete(@TempDir Path output) throws IOException {
    assertThat(complaints(output, sources())).isEmpty();
  }

  @Test
  void aMissingCommentIsSeen(@TempDir Path directory) throws IOException {
    Path source = directory.resolve("Bare.java");
    Files.writeString(
        source, "/** {@link Nowhere} */ public interface Bare { void run(); }", UTF_8);

    assertThat(complaints(directory, List.of(source))).hasSize(2);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** What doclint finds, but for tags that would say again what the sentence says. */
  private static List<String> complaints(Path output, List<Path> sources) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-proc:none", "-implicit:none", "-Xdoclint:all/protected", "-Xmaxwarns", "1000"));
    arguments.addAll(List.of("-d", output.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    sources.forEach(source -> arguments.add(source.toString()));
    StringWriter out = new StringWriter();
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    javac.run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
    return out.toString()
        .lines()
        .filter(line -> line.contains(".java:"))
        .filter(line -> !line.matches(".*warning: no @(return|param|throws).*"))
        .toList();
  }
}
