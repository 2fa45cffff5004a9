package io.millrace.server.stream.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Arrays to compress into, used again and again: one is four times as large as what stays of it,
 * and would else be the largest part of all garbage. Safe for many threads.
 */
final class Rooms {

  /** About as many as there are workers on a small machine. */
  private static final int MOST = 4;

  private static final int LARGEST_KEPT = 4 << 20;

  private final Deque<byte[]> free = new ArrayDeque<>();

  /** An array of at least this length; its bytes are anything. */
  byte[] take(int length) {
    byte @Nullable [] room = last();
    return room == null || room.length < length ? new byte[length + length / 8] : room;
  }

  private synchronized byte @Nullable [] last() {
    return free.pollLast();
  }

  /** Takes an array back that nobody uses any more. */
  synchronized void give(byte[] room) {
    if (room.length <= LARGEST_KEPT && free.size() < MOST) {
      free.addLast(room);
    }
  }
}
