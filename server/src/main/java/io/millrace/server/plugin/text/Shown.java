package io.millrace.server.plugin.text;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a thrown thing in the log: its types, messages and traces, but each of them bounded
 * and on one line, whatever a plugin has put there.
 */
public final class Shown extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_MESSAGE = 1000;
  private static final int LONGEST_NAME = 300;
  private static final int MOST_FRAMES = 200;
  private static final int MOST_THROWN = 20;

  private Shown(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A thrown thing as it may be logged, its causes and what it suppressed included. */
  public static Exception of(Throwable thrown) {
    return of(thrown, text -> text);
  }

  /**
   * As {@link #of(Throwable)}.
   *
   * @param mask takes the secrets out of a message
   */
  static Exception of(Throwable thrown, UnaryOperator<String> mask) {
    return new Copy(mask).of(thrown);
  }

  /** A text without control characters and line ends, cut at 1000 characters. */
  static String line(String text) {
    return line(text, LONGEST_MESSAGE);
  }

  private static String line(String text, int most) {
    StringBuilder out = new StringBuilder();
    int end = Math.min(text.length(), most);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return text.length() > most ? out.append('…').toString() : out.toString();
  }

  /** The making of one; of many that hang together, the first twenty. */
  private static final class Copy {

    private final UnaryOperator<String> mask;
    private int left = MOST_THROWN;

    Copy(UnaryOperator<String> mask) {
      this.mask = mask;
    }

    Shown of(Throwable thrown) {
      left--;
      Throwable cause = asked(thrown::getCause);
      Shown shown = new Shown(text(thrown), cause != null && left > 0 ? of(cause) : null);
      StackTraceElement[] frames = asked(thrown::getStackTrace);
      shown.setStackTrace(
          frames == null
              ? new StackTraceElement[0]
              : Arrays.stream(frames)
                  .limit(MOST_FRAMES)
                  .map(Copy::frame)
                  .toArray(StackTraceElement[]::new));
      for (Throwable suppressed : thrown.getSuppressed()) {
        if (left > 0) {
          shown.addSuppressed(of(suppressed));
        }
      }
      return shown;
    }

    private static StackTraceElement frame(StackTraceElement frame) {
      return new StackTraceElement(
          line(frame.getClassName(), LONGEST_NAME),
          line(frame.getMethodName(), LONGEST_NAME),
          frame.getFileName() == null ? null : line(frame.getFileName(), LONGEST_NAME),
          frame.getLineNumber());
    }

    private String text(Throwable thrown) {
      String type = thrown.getClass().getName();
      try {
        String message = thrown.getMessage();
        return message == null ? type : type + ": " + line(mask.apply(message));
      } catch (Throwable e) {
        Fatal.rethrow(e);
        return type + ", which cannot be printed";
      }
    }

    /** What a plugin's own exception answers may be anything, or another exception. */
    private static <T> @Nullable T asked(Supplier<T> question) {
      try {
        return question.get();
      } catch (Throwable e) {
        Fatal.rethrow(e);
        return null;
      }
    }
  }
}
