package io.millrace.server.codec.json;

import io.millrace.server.codec.text.Words;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds a name that occurs twice in an object, at every level of a text, with no object per name.
 *
 * <p>The names of all open objects lie on one stack. A filter of 64 bits per object lets nearly
 * every name of a small object pass with no comparison; an object of many names moves to a hash
 * table that all such objects of the text share. The hash has a secret, so that no sender can make
 * names collide.
 */
final class JsonNames {

  /** From here on an object's names are looked up in the table. */
  private static final int MANY = 32;

  private static final int LARGEST_KEPT = 1 << 16;

  private final long secret;
  private long[] filters = new long[16];
  private int[] firsts = new int[16];
  private int[] serials = new int[16];
  private int[] entries = new int[3 * 64];
  private int count;
  private int depth = -1;
  private int nextSerial;
  private final JsonNameTable table = new JsonNameTable();
  private byte[] decoded = new byte[64];
  private int decodedLength;

  JsonNames() {
    // The multiplier is odd and dense enough whatever the seed; see wyhash's secrets.
    secret = new SecureRandom().nextLong() | 0x4000_0000_0000_0001L;
  }

  void clear() {
    count = 0;
    depth = -1;
    nextSerial = 0;
    decodedLength = 0;
    table.clear();
    if (entries.length > LARGEST_KEPT) {
      entries = new int[3 * 64];
    }
    if (decoded.length > LARGEST_KEPT) {
      decoded = new byte[64];
    }
  }

  void enterObject() {
    depth++;
    if (depth == filters.length) {
      filters = Arrays.copyOf(filters, depth * 2);
      firsts = Arrays.copyOf(firsts, depth * 2);
      serials = Arrays.copyOf(serials, depth * 2);
    }
    filters[depth] = 0;
    firsts[depth] = count;
    serials[depth] = nextSerial++;
  }

  void leaveObject() {
    count = firsts[depth];
    depth--;
  }

  long secret() {
    return secret;
  }

  /** The hash's step: both halves of the product, as in wyhash. */
  static long mix(long word, long secret) {
    return Math.multiplyHigh(word, secret) ^ (word * secret);
  }

  /** The hash of a name: its whole words, then the rest with zeros behind it. */
  long hash(byte[] array, int from, int to) {
    long hash = secret;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash ^ Words.at(array, at), secret);
    }
    long rest = 0;
    for (int i = to - 1; i >= at; i--) {
      rest = rest << 8 | (array[i] & 0xff);
    }
    return mix(hash ^ rest, secret);
  }

  /** Adds a name that has escapes; false if the object has it already. */
  boolean addEscaped(byte[] array, int from, int to) {
    if (decoded.length - decodedLength < to - from) {
      decoded = Arrays.copyOf(decoded, Math.max(decoded.length * 2, decodedLength + to - from));
    }
    int start = decodedLength;
    decodedLength = JsonText.unescape(array, from, to, decoded, start);
    // A negative position tells the decoded names from those that stand in the text.
    return add(array, ~start, decodedLength - start, hash(decoded, start, decodedLength));
  }

  /** Adds a name by its hash; false if the object has it already. */
  boolean add(byte[] array, int from, int length, long hash) {
    int first = firsts[depth];
    long bit = 1L << (hash >>> 58);
    boolean isNew =
        (filters[depth] & bit) == 0 || count == first || !holds(array, from, length, (int) hash);
    filters[depth] |= bit;
    push(from, length, (int) hash);
    if (count - first >= MANY) {
      fillTable(first);
    }
    return isNew;
  }

  private void push(int from, int length, int hash) {
    if (3 * count + 3 > entries.length) {
      entries = Arrays.copyOf(entries, entries.length * 2);
    }
    entries[3 * count] = from;
    entries[3 * count + 1] = length;
    entries[3 * count + 2] = hash;
    count++;
  }

  private void fillTable(int first) {
    int from = count - first == MANY ? first : count - 1;
    for (int i = from; i < count; i++) {
      table.add(serials[depth], entries[3 * i + 2], i);
    }
  }

  private boolean holds(byte[] array, int from, int length, int hash) {
    int first = firsts[depth];
    if (count - first >= MANY) {
      return holdsInTable(array, from, length, hash);
    }
    for (int i = first; i < count; i++) {
      if (entries[3 * i + 2] == hash && sameName(array, i, from, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsInTable(byte[] array, int from, int length, int hash) {
    int serial = serials[depth];
    int slot = table.first(serial, hash);
    while (table.isTaken(slot)) {
      if (table.matches(slot, serial, hash) && sameName(array, table.entry(slot), from, length)) {
        return true;
      }
      slot = table.next(slot);
    }
    return false;
  }

  private boolean sameName(byte[] array, int entry, int from, int length) {
    int otherFrom = entries[3 * entry];
    if (entries[3 * entry + 1] != length) {
      return false;
    }
    byte[] one = from < 0 ? decoded : array;
    byte[] other = otherFrom < 0 ? decoded : array;
    int oneFrom = from < 0 ? ~from : from;
    int start = otherFrom < 0 ? ~otherFrom : otherFrom;
    return Arrays.equals(one, oneFrom, oneFrom + length, other, start, start + length);
  }
}
