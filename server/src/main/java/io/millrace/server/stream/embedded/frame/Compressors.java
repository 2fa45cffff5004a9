package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Compressors that are used again and again: the memory that one compresses into is several times
 * what stays of it, and would else be the largest part of all garbage. Safe for many threads.
 */
public final class Compressors implements AutoCloseable {

  /** About as many as there are workers on a small machine. */
  private static final int MOST = 4;

  private final Deque<BlockCompressor> free = new ArrayDeque<>();
  private boolean closed;

  /** The bytes compressed; the same if they would hardly become fewer. */
  Bytes compress(Bytes raw) {
    BlockCompressor free = last();
    BlockCompressor compressor = free == null ? new BlockCompressor() : free;
    try {
      return compressor.compress(raw);
    } finally {
      give(compressor);
    }
  }

  private synchronized @Nullable BlockCompressor last() {
    return free.pollLast();
  }

  private synchronized void give(BlockCompressor compressor) {
    if (free.size() < MOST && !closed) {
      free.addLast(compressor);
    } else {
      compressor.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    free.forEach(BlockCompressor::close);
    free.clear();
  }
}
