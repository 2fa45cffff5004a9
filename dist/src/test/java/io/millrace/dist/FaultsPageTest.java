package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of faults names tests that there are. */
final class FaultsPageTest {

  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
  private static final Pattern ANNOTATION = Pattern.compile("@\\w*Test\\b");
  private static final Pattern TEST = Pattern.compile("`([A-Za-z]+)#([A-Za-z]+)`");

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher test = TEST.matcher(Files.readString(ROOT.resolve("docs/faults.md")));
    while (test.find()) {
      named++;
      if (!hasTest(sources.getOrDefault(test.group(1) + ".java", ""), test.group(2))) {
        missing.add(test.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(20);
  }

  /** Whether a part of the source, up to the end of a method, is a test of this name. */
  private static boolean hasTest(String source, String name) {
    return Stream.of(source.split("\n  }\n", -1))
        .anyMatch(part -> part.contains("void " + name + "(") && ANNOTATION.matcher(part).find());
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("server", "dist")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
