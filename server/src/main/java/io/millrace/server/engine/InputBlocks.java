package io.millrace.server.engine;

import io.millrace.server.stream.Records;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which block of the input a record was read from. For one thread. */
final class InputBlocks {

  private Iterator<Records> blocks = List.<Records>of().iterator();
  private @Nullable Records block;
  private @Nullable Records next;

  /** From now on records of these blocks are asked for, in order. */
  void read(List<Records> ofBatch) {
    blocks = ofBatch.iterator();
    block = null;
    advance();
  }

  /** Holds on to no block any more. */
  void clear() {
    blocks = List.<Records>of().iterator();
    block = null;
    next = null;
  }

  /** The block that holds an offset, which is none before the last one; null if none does. */
  @Nullable Records holding(long offset) {
    while (next != null && offset >= next.baseOffset()) {
      block = next;
      advance();
    }
    Records current = block;
    return current != null && offset < current.baseOffset() + current.count() ? current : null;
  }

  private void advance() {
    next = blocks.hasNext() ? blocks.next() : null;
  }
}
