package io.millrace.server.codec.json;

import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.text.Words;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Proves in one pass that bytes are one JSON text (RFC 8259) in well-formed UTF-8 with unique names
 * at every level (RFC 7493 section 2.3) and no lone surrogates, and notes where the fields of the
 * top-level object stand, and those of the objects that are their values. It does not recurse, and
 * allocates nothing per token. For one thread.
 */
final class JsonScanner {

  private static final int LARGEST_KEPT = 1 << 14;

  private final boolean duplicatesAllowed;
  private final JsonFault fault = new JsonFault();
  private final JsonTextScanner texts = new JsonTextScanner(fault);
  private final JsonNames names = new JsonNames();
  private final JsonLayouts layouts = new JsonLayouts();

  /** Whether each open container is an object. */
  private final boolean[] objects = new boolean[Body.MAX_DEPTH + 1];

  private int[] fields = new int[JsonFields.WIDTH * 32];
  private int fieldsEnd;

  /** The field of the top-level object that is being read, and that of an object nested in it. */
  private int outerField;

  private int innerField;
  private int depth;
  private boolean duplicates;
  private int valueFrom;
  private int valueTo;

  /** The fields of the text that was proved last, if its value is an object. */
  private int @Nullable [] found;

  /** Of the text that was proved last, if its layout was known. */
  private @Nullable JsonPlaces places;

  JsonScanner(boolean duplicatesAllowed) {
    this.duplicatesAllowed = duplicatesAllowed;
  }

  /**
   * Proves a text.
   *
   * @param array the array that holds it
   * @param from where it starts
   * @param end where it ends
   * @return whether it is one; if not, {@link #fault()} has the reason
   */
  boolean scan(byte[] array, int from, int end) {
    duplicates = false;
    found = null;
    places = layouts.find(array, from, end);
    if (places != null) {
      valueFrom = places.root();
      valueTo = places.rootEnd();
      return true;
    }
    if (!prove(array, from, end)) {
      return false;
    }
    found = array[valueFrom] == '{' ? Arrays.copyOf(fields, fieldsEnd) : null;
    if (found != null && !duplicates && layouts.learns()) {
      layouts.learn(array, from, end, valueFrom, valueTo, found);
    }
    return true;
  }

  private boolean prove(byte[] array, int from, int end) {
    names.clear();
    fieldsEnd = 0;
    depth = 0;
    if (fields.length > LARGEST_KEPT) {
      fields = new int[JsonFields.WIDTH * 32];
    }
    valueFrom = Json.skipSpace(array, from, end);
    int at = document(array, valueFrom, end);
    if (at < 0) {
      return false;
    }
    valueTo = at;
    int rest = Json.skipSpace(array, at, end);
    return rest == end || fault.note(JsonError.TRAILING, rest) >= 0;
  }

  /** How many layouts it would know again. */
  int knownLayouts() {
    return layouts.known();
  }

  JsonFault fault() {
    return fault;
  }

  /** The top-level value of the text that was proved last. */
  JsonSlice value(byte[] array) {
    return new JsonSlice(array, valueFrom, valueTo, duplicates, index());
  }

  /** Whether a name occurs twice somewhere in the text that was proved last. */
  boolean hasDuplicates() {
    return duplicates;
  }

  private @Nullable JsonIndex index() {
    if (places != null) {
      return places;
    }
    return found == null ? null : new JsonFields(found);
  }

  private int document(byte[] array, int from, int end) {
    int at = from;
    do {
      at = toScalar(array, at, end);
      if (at >= 0) {
        at = afterValue(array, at, end);
      }
    } while (at >= 0 && depth > 0);
    return at;
  }

  /**
   * Proves a value and stops behind it; of a container that is not empty, proves its beginning and
   * its first value, and so on.
   */
  private int toScalar(byte[] array, int from, int end) {
    int at = from;
    while (at >= 0) {
      if (at >= end) {
        return fault.note(JsonError.VALUE_EXPECTED, end);
      }
      byte first = array[at];
      if (first == '"') {
        return texts.scan(array, at + 1, end);
      }
      if (first != '{' && first != '[') {
        return JsonScalars.scan(array, at, end, fault);
      }
      boolean object = first == '{';
      at = enter(array, at, end, object);
      if (at >= 0 && array[at] == (object ? '}' : ']')) {
        return leave(at);
      }
      at = object && at >= 0 ? name(array, at, end) : at;
    }
    return at;
  }

  /** Proves what stands behind a value up to the next value, or to the end of the document. */
  private int afterValue(byte[] array, int from, int end) {
    int at = from;
    while (depth > 0) {
      if (depth <= 2) {
        noteFieldEnd(at);
      }
      if (at >= end || array[at] <= ' ') {
        at = Json.skipSpace(array, at, end);
      }
      boolean object = objects[depth];
      byte b = at < end ? array[at] : 0;
      if (b == ',') {
        int next = at + 1;
        if (next >= end || array[next] <= ' ') {
          next = Json.skipSpace(array, next, end);
        }
        return object ? name(array, next, end) : next;
      }
      if (b != (object ? '}' : ']')) {
        return fault.note(object ? JsonError.OBJECT_GOES_ON : JsonError.ARRAY_GOES_ON, at);
      }
      at = leave(at);
    }
    return at;
  }

  private int enter(byte[] array, int at, int end, boolean object) {
    if (depth == Body.MAX_DEPTH) {
      return fault.note(JsonError.DEPTH, at);
    }
    objects[++depth] = object;
    if (object) {
      names.enterObject();
    }
    int next = Json.skipSpace(array, at + 1, end);
    return next < end
        ? next
        : fault.note(object ? JsonError.NAME_EXPECTED : JsonError.VALUE_EXPECTED, end);
  }

  private int leave(int at) {
    if (objects[depth--]) {
      names.leaveObject();
    }
    return at + 1;
  }

  /** Proves a name, its colon and the space behind; returns where the value starts. */
  private int name(byte[] array, int at, int end) {
    if (at >= end || array[at] != '"') {
      return fault.note(JsonError.NAME_EXPECTED, at);
    }
    int close = quickName(array, at + 1, end);
    if (close < 0) {
      return -1;
    }
    int next = close + 1;
    if (next >= end || array[next] != ':') {
      next = Json.skipSpace(array, next, end);
      if (next >= end || array[next] != ':') {
        return fault.note(JsonError.COLON_EXPECTED, next);
      }
    }
    next++;
    if (next >= end || array[next] <= ' ') {
      next = Json.skipSpace(array, next, end);
    }
    if (depth == 1) {
      fields[outerField + JsonFields.FROM] = next;
    } else if (depth == 2) {
      fields[innerField + JsonFields.FROM] = next;
    }
    return next;
  }

  /** Proves a name and notes it; returns where its closing quote stands. */
  private int quickName(byte[] array, int from, int end) {
    long secret = names.secret();
    long hash = secret;
    int at = from;
    while (at + 8 <= end) {
      long word = Words.at(array, at);
      long stops = Words.notPlain(word);
      if (stops != 0) {
        int plain = Words.first(stops);
        if (array[at + plain] != '"') {
          break;
        }
        long rest = word & ((1L << (8 * plain)) - 1);
        at += plain;
        return noteName(array, from, at, JsonNames.mix(hash ^ rest, secret));
      }
      hash = JsonNames.mix(hash ^ word, secret);
      at += 8;
    }
    return slowName(array, from, end);
  }

  private int slowName(byte[] array, int from, int end) {
    int after = texts.scan(array, from, end);
    if (after < 0) {
      return after;
    }
    int close = after - 1;
    if (Json.hasBackslash(array, from, close)) {
      return noteField(from, close, true, names.addEscaped(array, from, close));
    }
    return noteName(array, from, close, names.hash(array, from, close));
  }

  private int noteName(byte[] array, int from, int close, long hash) {
    return noteField(from, close, false, names.add(array, from, close - from, hash));
  }

  private int noteField(int from, int close, boolean escaped, boolean isNew) {
    if (!isNew) {
      if (!duplicatesAllowed) {
        return fault.note(JsonError.DUPLICATE_NAME, from - 1);
      }
      duplicates = true;
    }
    if (depth <= 2) {
      int at = addField();
      fields[at] = from;
      fields[at + JsonFields.LENGTH] = escaped ? ~(close - from) : close - from;
    }
    return close;
  }

  private int addField() {
    int at = fieldsEnd;
    fieldsEnd += JsonFields.WIDTH;
    if (fieldsEnd > fields.length) {
      fields = Arrays.copyOf(fields, at * 2);
    }
    if (depth == 1) {
      outerField = at;
    } else {
      innerField = at;
    }
    return at;
  }

  private void noteFieldEnd(int at) {
    if (objects[depth]) {
      int field = depth == 1 ? outerField : innerField;
      fields[field + JsonFields.TO] = at;
      fields[field + JsonFields.NEXT] = fieldsEnd;
    }
  }
}
