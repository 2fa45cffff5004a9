package io.millrace.server.stream.embedded.read;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.segment.BoundedCache;
import java.util.Optional;

/** The bytes of the blocks that were used last, up to some bytes. Safe for many threads. */
final class BlockCache {

  /** What an entry takes besides its bytes, about. */
  private static final long OVERHEAD = 200;

  private final BoundedCache<Key, Bytes> blocks;

  BlockCache(long capacity) {
    blocks = new BoundedCache<>(capacity, 0, BlockCache::size);
  }

  /** Keeps a block; the oldest ones go. */
  synchronized void put(long partition, long base, Bytes block) {
    blocks.put(new Key(partition, base), block);
  }

  synchronized Optional<Bytes> get(long partition, long base) {
    return blocks.get(new Key(partition, base));
  }

  /** The whole array counts: a slice keeps all of it. */
  private static long size(Bytes block) {
    return OVERHEAD + block.array().length;
  }

  private record Key(long partition, long base) {}
}
