package io.millrace.server.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks the records of a builder may have been read from. Nothing is taken for granted: in
 * the end their bytes are compared. For one thread.
 */
final class RecordOrigins {

  private final List<Records.Repeat> begun = new ArrayList<>();
  private @Nullable Records current;

  /** What is added after so many records and bytes comes from a block, or from none. */
  void from(@Nullable Records block, int count, int bytes) {
    if (block != current) {
      current = block;
      if (block != null) {
        begun.add(new Records.Repeat(count, bytes, block));
      }
    }
  }

  /** Those blocks that the records are indeed, in order; no record is of two of them. */
  List<Records.Repeat> repeats(Bytes encoded) {
    List<Records.Repeat> repeats = List.of();
    int end = 0;
    for (Records.Repeat repeat : begun) {
      Bytes block = repeat.block().encoded();
      boolean free = repeat.start() >= end;
      if (free && repeat.start() + block.length() <= encoded.length()) {
        if (encoded.slice(repeat.start(), block.length()).equals(block)) {
          repeats = repeats.isEmpty() ? new ArrayList<>() : repeats;
          repeats.add(repeat);
          end = repeat.start() + block.length();
        }
      }
    }
    return repeats;
  }
}
