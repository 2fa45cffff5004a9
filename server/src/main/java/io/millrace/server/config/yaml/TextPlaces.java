package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;

/** Tells where the characters of a scalar's text stand in the file. Immutable. */
@FunctionalInterface
public interface TextPlaces {

  /** Of a text that stands in the file as it is, on one line. */
  TextPlaces ON_ONE_LINE = (text, offset, start) -> start.right(offset);

  /**
   * The place of a character.
   *
   * @param text the scalar's text
   * @param offset the character's, in code points; that of the text's end is the place after it
   * @param start where the text starts
   */
  Location of(String text, int offset, Location start);
}
