package io.millrace.server.codec;

import io.millrace.server.codec.text.Words;
import io.millrace.server.stream.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Picks the partition of a key as Kafka's producers do (Kafka's {@code Utils.murmur2} and {@code
 * toPositive}), so that a key stands in the same partition on every backend.
 */
public final class Partitioner {

  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;

  private Partitioner() {}

  /**
   * The partition of a key.
   *
   * @param key the key
   * @param partitions how many partitions the stream has; at least 1
   * @param whenNoKey any number, for a record without a key: the same number gives the same
   *     partition
   */
  public static int partition(@Nullable Bytes key, int partitions, int whenNoKey) {
    int hash = key == null ? whenNoKey : murmur2(key);
    return (hash & Integer.MAX_VALUE) % partitions;
  }

  /** MurmurHash2 of 32 bits, by Austin Appleby. */
  static int murmur2(Bytes key) {
    byte[] array = key.array();
    int at = key.offset();
    int rest = key.length();
    int hash = SEED ^ rest;
    for (; rest >= 4; rest -= 4, at += 4) {
      int word = Words.four(array, at) * MULTIPLIER;
      hash = hash * MULTIPLIER ^ (word ^ word >>> 24) * MULTIPLIER;
    }
    if (rest > 0) {
      for (int i = rest - 1; i >= 0; i--) {
        hash ^= (array[at + i] & 0xff) << (8 * i);
      }
      hash *= MULTIPLIER;
    }
    hash = (hash ^ hash >>> 13) * MULTIPLIER;
    return hash ^ hash >>> 15;
  }
}
