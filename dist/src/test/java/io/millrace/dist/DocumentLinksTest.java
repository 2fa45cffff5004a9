package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages of the project link to is there. */
final class DocumentLinksTest {

  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages) {
      for (String link : Document.read(page).links()) {
        String file = link.replaceFirst("#.*", "");
        boolean isHere = !file.isEmpty() && !file.contains("://");
        links += isHere ? 1 : 0;
        if (isHere && !Files.exists(page.resolveSibling(file))) {
          broken.add(ROOT.relativize(page) + " -> " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(10);
  }
}
