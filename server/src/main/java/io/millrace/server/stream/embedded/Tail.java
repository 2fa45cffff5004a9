package io.millrace.server.stream.embedded;

import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.SyncException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands behind the last whole frame of the newest segment. */
final class Tail {

  private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

  private Tail() {}

  /** Cuts what is not zero, and makes what stays durable before anyone reads it. */
  static void cut(LogFile file, String name, long end) throws IOException {
    long garbage = lastByte(file, end) - end;
    if (garbage > 0) {
      LOG.warn(
          "{}: the last {} bytes, from byte {} on, were not written whole and are cut;"
              + " nothing in them was acknowledged as durable",
          name,
          garbage,
          end);
      file.truncate(end);
    }
    SyncException.sync(file::sync);
  }

  /** The end of what is not zero behind a place. */
  static long lastByte(LogFile file, long from) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    long last = from;
    for (long at = from; file.read(chunk.clear(), at) > 0; at += chunk.limit()) {
      chunk.flip();
      for (int i = chunk.limit() - 1; i >= 0; i--) {
        if (chunk.get(i) != 0) {
          last = at + i + 1;
          break;
        }
      }
    }
    return last;
  }
}
