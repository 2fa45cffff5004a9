package io.millrace.server.codec.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of the documents that came before. Most events of a stream differ in their scalars
 * only; such a document is proved by comparing what stands between its scalars with what was proved
 * before, and by proving the scalars.
 *
 * <p>Why this proves it: outside of a scalar, JSON's grammar and the uniqueness of names depend on
 * nothing but the bytes between the scalars. It is bounded in memory, and gives up for a while
 * where documents keep differing. For one thread.
 */
final class JsonLayouts {

  private static final int MOST_SCALARS = 1024;
  private static final int MOST_LEADS = 6144;
  private static final int MOST_LEAD_BYTES = 1 << 17;

  /** A miss costs as much as so many hits gain. */
  private static final int MISS = 8;

  private static final int MOST_CREDIT = 64 * MISS;
  private static final int PAUSE = 4096;

  private final JsonFault fault = new JsonFault();
  private final JsonTextScanner texts = new JsonTextScanner(fault);
  private int[] ends = new int[64];
  private JsonLead start = new JsonLead(new byte[0], null);
  private int leads;
  private int leadBytes;
  private int learned;
  private int scalars;
  private int credit = MOST_CREDIT;
  private int pause;

  /** The places of the fields of a document whose layout is known, which proves it; else null. */
  @Nullable JsonPlaces find(byte[] array, int from, int end) {
    if (pause > 0) {
      pause--;
      return null;
    }
    JsonLayout layout = match(array, from, end);
    if (layout == null) {
      return null;
    }
    credit = Math.min(credit + 1, MOST_CREDIT);
    return new JsonPlaces(layout, Arrays.copyOf(ends, scalars + 1));
  }

  private @Nullable JsonLayout match(byte[] array, int from, int end) {
    int at = from;
    ends[0] = from;
    scalars = 0;
    JsonLead lead = start;
    while (true) {
      lead = lead.after(array, at, end);
      if (lead == null || lead.layout() != null) {
        return lead == null ? null : lead.layout();
      }
      at = scalar(array, at + lead.length(), end);
      if (at < 0) {
        return null;
      }
      noteEnd(at);
    }
  }

  private void noteEnd(int at) {
    if (++scalars == ends.length) {
      ends = Arrays.copyOf(ends, 2 * scalars);
    }
    ends[scalars] = at;
  }

  private int scalar(byte[] array, int at, int end) {
    return array[at] == '"'
        ? texts.scan(array, at + 1, end)
        : JsonScalars.scan(array, at, end, fault);
  }

  /** Whether {@link #learn} would do anything. */
  boolean learns() {
    return pause == 0;
  }

  /**
   * Learns the layout of a document that has been proved, whose value is an object and whose names
   * occur once. Only if it {@link #learns}.
   *
   * @param fields of it, as {@link JsonFields} has them
   */
  void learn(byte[] array, int from, int end, int root, int rootEnd, int[] fields) {
    credit -= MISS;
    if (credit < 0) {
      pause = PAUSE;
      credit = MOST_CREDIT;
      forget();
      return;
    }
    if (!findScalars(array, from, end)) {
      return;
    }
    if (leads + scalars > MOST_LEADS || leadBytes > MOST_LEAD_BYTES) {
      forget();
    }
    int[] places = Arrays.copyOf(ends, scalars + 1);
    add(array, end, new JsonLayout(array, root, rootEnd, fields, places));
  }

  /** How many layouts it would know again. */
  int known() {
    return learned;
  }

  private void forget() {
    learned = 0;
    start = new JsonLead(new byte[0], null);
    leads = 0;
    leadBytes = 0;
  }

  /** Notes where the scalars end; false if there are too many, or too much is between them. */
  private boolean findScalars(byte[] array, int from, int end) {
    scalars = 0;
    ends[0] = from;
    int between = 0;
    int at = nextScalar(array, from, end);
    while (at < end) {
      between += at - ends[scalars];
      if (scalars == MOST_SCALARS || between > JsonLayout.MOST_BETWEEN) {
        return false;
      }
      int after = Json.skipValue(array, at, end);
      noteEnd(after);
      at = nextScalar(array, after, end);
    }
    return between + end - ends[scalars] <= JsonLayout.MOST_BETWEEN;
  }

  /** Where the next scalar starts that is no name, or the end. */
  private static int nextScalar(byte[] array, int from, int end) {
    int at = from;
    while (at < end) {
      byte b = array[at];
      if (b == '"') {
        int after = Json.skipSpace(array, Json.skipText(array, at + 1, end), end);
        if (after >= end || array[after] != ':') {
          return at;
        }
        at = after + 1;
      } else if (b > ' ' && b != ',' && (b | 0x20) != '{' && (b | 0x20) != '}') {
        return at;
      } else {
        at++;
      }
    }
    return end;
  }

  private void add(byte[] array, int end, JsonLayout layout) {
    JsonLead lead = start;
    for (int i = 0; i <= scalars && lead != null; i++) {
      boolean last = i == scalars;
      int to = last ? end : nextScalar(array, ends[i], end);
      byte[] bytes = Arrays.copyOfRange(array, ends[i], to);
      leads++;
      leadBytes += bytes.length;
      lead = lead.add(bytes, last ? layout : null);
    }
    learned += lead == null ? 0 : 1;
  }
}
