package io.millrace.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real input, which lies beside the project where it is to be had. */
record RealData(Path folder) {

  /** Finds it; skips the test, and says so, where it is not there. */
  static RealData find(Distribution distribution) {
    Path folder = distribution.root().resolve("../shared/data").toAbsolutePath().normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(folder), () -> "skipped: there is no real input in " + folder);
    return new RealData(folder);
  }

  /** The schemas of webhooks, {@code <kind>.schema.json}. */
  Path webhookSchemas() {
    return folder.resolve("github-webhooks/schemas");
  }

  /** The payloads of webhooks, by kind. */
  Map<String, List<String>> webhooks() throws IOException {
    Map<String, List<String>> webhooks = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("github-webhooks"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
        String kind = file.getFileName().toString().replace(".ndjson", "");
        webhooks.put(kind, lines(file));
      }
    }
    return webhooks;
  }

  /** The schemas of trucks' events, {@code <kind in lower case>.json}. */
  Path truckSchemas() {
    return folder.resolve("trucks/schemas");
  }

  /** The trucks' events, in order of time. */
  List<String> trucks() throws IOException {
    return lines(folder.resolve("trucks/events.ndjson"));
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
  }
}
