package io.millrace.server.codec.failure;

/** Texts that others have written, cut to a length and fit for UTF-8. */
final class ShortText {

  private ShortText() {}

  /**
   * The text, if it is short and well-formed the very same.
   *
   * @param most the most UTF-16 units; of a longer text, one less and an ellipsis are left
   */
  static String of(String text, int most) {
    boolean tooLong = text.length() > most;
    int end = tooLong ? most - 1 : text.length();
    if (tooLong && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return repaired(text, end) + (tooLong ? "…" : "");
      }
    }
    return tooLong ? text.substring(0, end) + "…" : text;
  }

  private static String repaired(String text, int end) {
    StringBuilder out = new StringBuilder(end);
    text.substring(0, end)
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
