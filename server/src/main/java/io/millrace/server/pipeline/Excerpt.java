package io.millrace.server.pipeline;

/** A piece of a long text, on one line, for a message that has more to say than the text. */
final class Excerpt {

  private static final int BEFORE = 40;
  private static final int LONGEST = 120;

  private Excerpt() {}

  /**
   * What stands around a place; all of the text if it is short.
   *
   * @param at the index of the place in the text
   */
  static String of(String text, int at) {
    int from = text.length() <= LONGEST ? 0 : Math.max(0, at - BEFORE);
    int to = Math.min(text.length(), from + LONGEST);
    String piece = text.substring(from, to).strip().replaceAll("\\s*\\R\\s*", " ");
    return (from > 0 ? "…" : "") + piece + (to < text.length() ? "…" : "");
  }
}
