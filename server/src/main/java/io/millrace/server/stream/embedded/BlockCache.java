package io.millrace.server.stream.embedded;

import io.millrace.server.stream.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The bytes of the blocks that were put last, up to some bytes. Safe for many threads. */
final class BlockCache {

  /** What an entry takes besides its bytes, about. */
  private static final long OVERHEAD = 200;

  private final long capacity;
  private final Map<Key, Bytes> blocks = new LinkedHashMap<>();
  private long bytes;

  BlockCache(long capacity) {
    this.capacity = capacity;
  }

  /** Keeps a block; the oldest ones go. */
  synchronized void put(long partition, long base, Bytes block) {
    Bytes before = blocks.put(new Key(partition, base), block);
    bytes += size(block) - (before == null ? 0 : size(before));
    Iterator<Bytes> oldest = blocks.values().iterator();
    while (bytes > capacity && oldest.hasNext()) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  synchronized Optional<Bytes> get(long partition, long base) {
    return Optional.ofNullable(blocks.get(new Key(partition, base)));
  }

  /** The whole array counts: a slice keeps all of it. */
  private static long size(Bytes block) {
    return OVERHEAD + block.array().length;
  }

  private record Key(long partition, long base) {}
}
