package io.millrace.server.stream.embedded.segment;

import java.nio.ByteBuffer;

/** The committer's memory outside of the heap, which the kernel reads without a copy. */
final class WriteBuffer {

  private static final int LARGEST = 8 << 20;
  private static final int SMALLEST = 32 << 10;

  private final ByteBuffer zeros;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST);

  /** A buffer whose zeros come in pieces of so many bytes at most. */
  WriteBuffer(int zeroBytes) {
    zeros = ByteBuffer.allocateDirect(Math.min(1 << 20, zeroBytes));
  }

  /**
   * An empty buffer, as large as what is to be written if that is possible.
   *
   * @param least how much it must hold
   */
  ByteBuffer reserve(int least, long wanted) {
    int size = (int) Math.max(least, Math.min(LARGEST, wanted));
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocateDirect((int) Math.max(size, Math.min(LARGEST, 2L * size)));
    }
    return buffer.clear();
  }

  /** Some zeros, not more than asked for. */
  ByteBuffer zeros(long most) {
    return zeros.clear().limit((int) Math.min(zeros.capacity(), most));
  }
}
