package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.TextPlaces;

/**
 * A CEL expression, not compiled yet.
 *
 * @param source its text
 * @param location where the text starts in the YAML
 * @param places where the characters of the text stand in the YAML
 */
public record Expression(String source, Location location, TextPlaces places) {

  /** An expression that stands on one line as it is. */
  public Expression(String source, Location location) {
    this(source, location, TextPlaces.ON_ONE_LINE);
  }

  /**
   * Where something in the text stands in the YAML.
   *
   * @param line its line in the text, from 1
   * @param column its column in that line, from 0, in code points
   */
  public Location at(int line, int column) {
    return places.of(source, source.codePointCount(0, lineStart(line)) + column, location);
  }

  /**
   * The index of something in the text.
   *
   * @param line its line in the text, from 1
   * @param column its column in that line, from 0, in code points
   */
  public int index(int line, int column) {
    int start = lineStart(line);
    int points = source.codePointCount(start, source.length());
    return source.offsetByCodePoints(start, Math.min(column, points));
  }

  private int lineStart(int line) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = source.indexOf('\n', start) + 1;
    }
    return start;
  }
}
