package io.millrace.server.codec.json;

import java.util.Arrays;

/**
 * A hash table with open addressing of (object, hash of a name) to the name's place on the stack of
 * {@link JsonNames}. Entries of closed objects stay until the text ends: an object's serial number
 * never comes again.
 */
final class JsonNameTable {

  private static final int SMALLEST = 256;
  private static final int LARGEST_KEPT = 1 << 14;

  /** Three ints a slot: serial plus one (0: free), hash, entry. */
  private int[] slots = new int[0];

  private int used;

  void clear() {
    if (used > 0) {
      used = 0;
      if (slots.length > LARGEST_KEPT) {
        slots = new int[0];
      } else {
        Arrays.fill(slots, 0);
      }
    }
  }

  void add(int serial, int hash, int entry) {
    if (2 * (used + 1) > slots.length / 3) {
      grow();
    }
    put(serial, hash, entry);
    used++;
  }

  int first(int serial, int hash) {
    return (hash ^ serial * 0x9e3779b9) & (slots.length / 3 - 1);
  }

  int next(int slot) {
    return (slot + 1) & (slots.length / 3 - 1);
  }

  boolean isTaken(int slot) {
    return slots[3 * slot] != 0;
  }

  boolean matches(int slot, int serial, int hash) {
    return slots[3 * slot] == serial + 1 && slots[3 * slot + 1] == hash;
  }

  int entry(int slot) {
    return slots[3 * slot + 2];
  }

  private void grow() {
    int[] old = slots;
    slots = new int[Math.max(3 * SMALLEST, old.length * 2)];
    for (int i = 0; i < old.length; i += 3) {
      if (old[i] != 0) {
        put(old[i] - 1, old[i + 1], old[i + 2]);
      }
    }
  }

  private void put(int serial, int hash, int entry) {
    int slot = first(serial, hash);
    while (isTaken(slot)) {
      slot = next(slot);
    }
    slots[3 * slot] = serial + 1;
    slots[3 * slot + 1] = hash;
    slots[3 * slot + 2] = entry;
  }
}
