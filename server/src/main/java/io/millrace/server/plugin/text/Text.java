package io.millrace.server.plugin.text;

/**
 * Texts of plugins, made fit to be shown: bounded, on one line, and got without being thrown at.
 */
public final class Text {

  private static final int LONGEST = 500;

  private Text() {}

  /** At most 500 characters, control characters as spaces; cut ones end in {@code …}. */
  public static String bounded(String text) {
    String cut = text.length() <= LONGEST ? text : cut(text);
    return cut.chars().anyMatch(Character::isISOControl)
        ? cut.replaceAll("\\p{Cntrl}+", " ").strip()
        : cut;
  }

  private static String cut(String text) {
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
    return text.substring(0, end) + "…";
  }

  /** The class and message: {@code java.io.IOException: no such table}. */
  public static String of(Throwable thrown) {
    return of(thrown, Secrets.NONE);
  }

  /** The same, without secrets. */
  public static String of(Throwable thrown, Secrets secrets) {
    String message = message(thrown, secrets);
    String type = thrown.getClass().getName();
    return bounded(message.isEmpty() ? type : type + ": " + message);
  }

  /** The message; empty if there is none, or if asking for it throws. */
  public static String message(Throwable thrown) {
    return message(thrown, Secrets.NONE);
  }

  /** The same, without secrets; half of one at the end is none. */
  public static String message(Throwable thrown, Secrets secrets) {
    try {
      String message = thrown.getMessage();
      return message == null ? "" : bounded(secrets.in(message));
    } catch (Throwable e) {
      Fatal.rethrow(e);
      return "";
    }
  }
}
