package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads YAML into nodes that know where they stand. A file that is too large, nested too deeply,
 * full of aliases, in another encoding or simply wrong is a located problem, found quickly and in
 * bounded memory; nothing is thrown.
 */
public final class YamlReader {

  /**
   * The largest file that is read, in bytes. The scanner copies what it has read of a token with
   * every kilobyte: one token of 3 MB takes 1.5 s, one of 1 MB a ninth of that.
   */
  public static final int MAX_BYTES = 1024 * 1024;

  private YamlReader() {}

  /**
   * Reads a file whose top level is a map; an empty file is an empty map.
   *
   * @param file the file
   * @param shownAs how the operator named it: the {@code file} of all locations
   * @param problems takes what is wrong
   * @return the map; empty if it cannot be read. What is wrong with single keys and values is among
   *     the problems only
   */
  public static Optional<Node.Fields> readFile(Path file, String shownAs, Problems problems) {
    return YamlSource.read(file, new Location(shownAs, 1, 1), problems)
        .flatMap(text -> readText(text, shownAs, problems));
  }

  /** As {@link #readFile}, of a text. */
  public static Optional<Node.Fields> readText(String text, String shownAs, Problems problems) {
    if (text.length() > MAX_BYTES) {
      problems.error(
          "config.too-large",
          new Location(shownAs, 1, 1),
          "it is larger than " + MAX_BYTES + " characters",
          "split it, or move data to a file of its own");
      return Optional.empty();
    }
    return new YamlTree(text, shownAs, problems).document().flatMap(node -> map(node, problems));
  }

  /**
   * Reads a single value, such as that of {@code --set KEY=VALUE} or of a default.
   *
   * @param text YAML; an empty text is null
   * @param at the location of the value and of everything in it
   * @param problems takes what is wrong
   * @return the value; empty if it cannot be read, as for {@link #readFile}
   */
  public static Optional<Node> readValue(String text, Location at, Problems problems) {
    return new YamlTree(text, at, problems).document();
  }

  private static Optional<Node.Fields> map(Node node, Problems problems) {
    if (node instanceof Node.Fields fields) {
      return Optional.of(fields);
    }
    if (node instanceof Node.Scalar scalar && scalar.isNull()) {
      return Optional.of(Node.Fields.none(scalar.location()));
    }
    problems.error(
        "config.not-a-map",
        node.location(),
        "the top level is " + (node instanceof Node.Items ? "a list" : "a single value"),
        "write keys and values, such as 'http: { port: 8080 }'");
    return Optional.empty();
  }
}
