package io.millrace.server.codec.json;

import io.millrace.server.codec.text.Words;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that stand before a scalar and behind the one before it, or behind the last one; and
 * what has been seen to follow them. For one thread.
 */
final class JsonLead {

  private static final int MOST_NEXT = 32;

  private final byte[] bytes;
  private final long[] words;

  /** How far the last word is shifted so that only the bytes that count are left. */
  private final int shift;

  /** Of the documents that end with these bytes; null if a scalar follows. */
  private final @Nullable JsonLayout layout;

  private JsonLead[] next = {};

  JsonLead(byte[] bytes, @Nullable JsonLayout layout) {
    this.bytes = bytes;
    this.layout = layout;
    words = new long[(bytes.length + 7) / 8];
    byte[] padded = Arrays.copyOf(bytes, 8 * words.length);
    for (int i = 0; i < words.length; i++) {
      words[i] = Words.at(padded, 8 * i);
    }
    shift = 8 * (padded.length - bytes.length);
  }

  /** How many bytes it has; a document is empty before its first one. */
  int length() {
    return bytes.length;
  }

  @Nullable JsonLayout layout() {
    return layout;
  }

  /** The lead that stands at a position, if it is known to come after this one; else null. */
  @Nullable JsonLead after(byte[] array, int at, int end) {
    JsonLead[] known = next;
    for (int i = 0; i < known.length; i++) {
      JsonLead one = known[i];
      if (one.stands(array, at, end)) {
        if (i > 0) { // the one that came last is likely to come next
          known[i] = known[0];
          known[0] = one;
        }
        return one;
      }
    }
    return null;
  }

  private boolean stands(byte[] array, int at, int end) {
    int behind = at + bytes.length;
    if (layout == null ? behind >= end : behind != end) {
      return false;
    }
    int last = words.length - 1;
    for (int i = 0; i < last; i++) {
      if (Words.at(array, at + 8 * i) != words[i]) {
        return false;
      }
    }
    return endsAs(array, at, last) && (layout != null || mayBeScalar(array[behind]));
  }

  private boolean endsAs(byte[] array, int at, int last) {
    int from = at + 8 * last;
    return from + 8 <= array.length
        ? ((Words.at(array, from) ^ words[last]) << shift) == 0
        : Arrays.equals(array, from, at + bytes.length, bytes, 8 * last, bytes.length);
  }

  /** Whether no longer lead stands here: one that goes on with a bracket or a space. */
  private static boolean mayBeScalar(byte b) {
    int bracket = b | 0x20;
    return b > ' ' && bracket != '{' && bracket != '}';
  }

  /**
   * The lead of these bytes after this one, made if there is none yet.
   *
   * @return null if too many are known here
   */
  @Nullable JsonLead add(byte[] lead, @Nullable JsonLayout layoutOfEnd) {
    for (JsonLead one : next) {
      if ((one.layout == null) == (layoutOfEnd == null) && Arrays.equals(one.bytes, lead)) {
        return one;
      }
    }
    if (next.length == MOST_NEXT) {
      return null;
    }
    JsonLead added = new JsonLead(lead, layoutOfEnd);
    next = Arrays.copyOf(next, next.length + 1);
    next[next.length - 1] = added;
    return added;
  }
}
