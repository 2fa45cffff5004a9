package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.bind.SettingsDescription;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documentation shows is loaded: fences {@code yaml topology} and {@code yaml server} of
 * all pages, those of the plugins too, and the tables of settings are those of the code.
 */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
  private static final Pattern FENCE =
      Pattern.compile("^```yaml (topology|server)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** {@code -Dmillrace.write-docs=true} puts the tables where a page says TABLE(name). */
  private static final boolean WRITE = Boolean.getBoolean("millrace.write-docs");

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> snippetsAreLoaded() throws IOException {
    try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      List<Path> all = Stream.concat(pages, Stream.of(ROOT.resolve("README.md"))).toList();
      return all.stream()
          .filter(page -> page.toString().endsWith(".md") && Files.exists(page))
          .flatMap(page -> FENCE.matcher(text(page)).results())
          .map(
              fence ->
                  DynamicTest.dynamicTest(
                      fence.group(2), () -> load(fence.group(1), fence.group(2))));
    }
  }

  @Test
  void whatAPluginsPageShowsIsAWholeTopology() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/plugins"))) {
      assertThat(pages)
          .isNotEmpty()
          .allSatisfy(page -> assertThat(FENCE.matcher(text(page)).results()).isNotEmpty())
          .allSatisfy(page -> assertThat(text(page)).doesNotContain("```yaml\n"));
    }
  }

  private void load(String kind, String yaml) throws IOException {
    Problems problems = new Problems();
    Path file = Files.writeString(home.resolve("snippet.yaml"), yaml);
    if (kind.equals("topology")) {
      new TopologyLoader(name -> Optional.empty(), home).load(file, problems);
    } else {
      new ServerConfigLoader(name -> Optional.empty(), home).load(file, List.of(), problems);
    }
    assertThat(problems.list())
        .filteredOn(problem -> !problem.code().equals("topology.unused-stream"))
        .isEmpty();
  }

  @Test
  void tablesAreThoseOfTheCode() throws IOException {
    check("configuration.md", Map.of("server", ServerConfig.class));
    check(
        "topology.md",
        Map.of(
            "stream", TopologySettings.StreamKeys.class,
            "format", TopologySettings.FormatKeys.class,
            "pipeline", TopologySettings.PipelineKeys.class,
            "stage", TopologySettings.StageKeys.class,
            "sink", TopologySettings.SinkKeys.class));
  }

  private static void check(String name, Map<String, Class<? extends Record>> tables)
      throws IOException {
    Path page = ROOT.resolve("docs").resolve(name);
    for (Map.Entry<String, Class<? extends Record>> table : tables.entrySet()) {
      String markdown = SettingsDescription.of(table.getValue()).toMarkdown();
      if (WRITE) {
        String mark = Matcher.quoteReplacement(markdown);
        Files.writeString(page, text(page).replaceAll("TABLE\\(" + table.getKey() + "\\)", mark));
      }
      assertThat(text(page)).contains(markdown);
    }
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new AssertionError(page + " cannot be read", e);
    }
  }
}
