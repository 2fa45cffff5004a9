package io.millrace.server.http.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.http.transport.Response;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamPartition;
import java.util.List;

/**
 * Where events of a request have been stored: in one partition, at consecutive offsets.
 *
 * @param partition the partition
 * @param offset the offset of the first of them
 * @param count how many there are
 */
record Placement(StreamPartition partition, long offset, int count) {

  private static final byte[] START = "{\"positions\":[".getBytes(UTF_8);
  private static final byte[] STREAM = "{\"stream\":\"".getBytes(UTF_8);
  private static final byte[] PARTITION = "\",\"partition\":".getBytes(UTF_8);
  private static final byte[] OFFSET = ",\"offset\":".getBytes(UTF_8);
  private static final byte[] COUNT = ",\"count\":".getBytes(UTF_8);
  private static final byte[] END = "]}\n".getBytes(UTF_8);
  private static final int ABOUT_BYTES = 96;

  /** The answer to a request. Names of streams are plain: nothing in them is to be escaped. */
  static Response response(List<Placement> placements) {
    ByteSink out = new ByteSink(ABOUT_BYTES * placements.size());
    put(out, START);
    for (int i = 0; i < placements.size(); i++) {
      if (i > 0) {
        out.put((byte) ',');
      }
      placements.get(i).write(out);
    }
    put(out, END);
    return Response.json(out.toBytes());
  }

  private void write(ByteSink out) {
    put(out, STREAM);
    out.put(Bytes.utf8(partition.stream()));
    put(out, PARTITION);
    put(out, partition.partition());
    put(out, OFFSET);
    put(out, offset);
    if (count > 1) {
      put(out, COUNT);
      put(out, count);
    }
    out.put((byte) '}');
  }

  private static void put(ByteSink out, byte[] bytes) {
    out.put(bytes, 0, bytes.length);
  }

  private static void put(ByteSink out, long number) {
    if (number >= 10) {
      put(out, number / 10);
    }
    out.put((byte) ('0' + number % 10));
  }
}
