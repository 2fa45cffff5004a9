package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the public API to {@code public-api.txt}: what stands there, compiled plugins rely on. An
 * addition is accepted by copying {@code target/public-api.txt} over it; a removal breaks plugins.
 */
class ApiCompatibilityTest {

  private static final Path ACTUAL = Path.of("target", "public-api.txt");

  @Test
  void thePublicApiIsWhatItWas() throws Exception {
    List<String> actual = PublicApi.signatures();
    Files.createDirectories(ACTUAL.getParent());
    Files.write(ACTUAL, actual, UTF_8);

    assertThat(changes(golden(), actual)).withFailMessage(() -> message(actual)).isEmpty();
  }

  @Test
  void aRemovalAndAnAdditionAreSeen() {
    assertThat(changes(List.of("a", "b"), List.of("a", "c")))
        .containsExactlyInAnyOrder("REMOVED (breaks plugins): b", "added: c");
  }

  private static String message(List<String> actual) {
    return String.join("\n", changes(unchecked(), actual))
        + "\n\nWhat is removed or changed breaks plugins that are compiled already: keep it, and"
        + " put the new beside it (a default method, an overload)."
        + "\nWhat is only added, with Javadoc and, in an interface that plugins implement, as a"
        + " default method, is accepted by"
        + "\n  cp plugin-api/target/public-api.txt plugin-api/src/test/resources/public-api.txt";
  }

  private static List<String> changes(List<String> golden, List<String> actual) {
    TreeSet<String> removed = new TreeSet<>(golden);
    actual.forEach(removed::remove);
    TreeSet<String> added = new TreeSet<>(actual);
    golden.forEach(added::remove);
    return java.util.stream.Stream.concat(
            removed.stream().map(line -> "REMOVED (breaks plugins): " + line),
            added.stream().map(line -> "added: " + line))
        .toList();
  }

  private static List<String> unchecked() {
    try {
      return golden();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = ApiCompatibilityTest.class.getResourceAsStream("/public-api.txt")) {
      return in == null ? List.of() : new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
