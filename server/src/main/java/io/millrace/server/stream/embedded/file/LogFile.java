package io.millrace.server.stream.embedded.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads are safe for many threads; writes are one thread's. */
public interface LogFile extends Closeable {

  /** Writes all that remains of a buffer. */
  void write(ByteBuffer bytes, long position) throws IOException;

  /**
   * Reads until the buffer is full or the file ends.
   *
   * @return how many bytes came
   */
  int read(ByteBuffer into, long position) throws IOException;

  /** How long the file is. */
  long size() throws IOException;

  /** Cuts the file. */
  void truncate(long size) throws IOException;

  /** Makes the bytes durable. After an error nothing is known about them any more. */
  void sync() throws IOException;
}
