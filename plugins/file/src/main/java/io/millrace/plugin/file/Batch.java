package io.millrace.plugin.file;

import io.millrace.plugin.file.OffsetIndex.Entry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The encoded events of one partition that are appended at once. */
final class Batch {

  private final List<byte[]> chunks = new ArrayList<>();
  private final List<Entry> ends = new ArrayList<>();
  private int bytes;

  /** Adds an event; events of one record stand together. */
  void add(long offset, byte[] encoded) {
    chunks.add(encoded);
    bytes = Math.addExact(bytes, encoded.length);
    if (!ends.isEmpty() && ends.get(ends.size() - 1).offset() == offset) {
      ends.remove(ends.size() - 1);
    }
    ends.add(new Entry(offset, bytes, ends.isEmpty()));
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  long firstOffset() {
    return ends.get(0).offset();
  }

  long lastOffset() {
    return ends.get(ends.size() - 1).offset();
  }

  int size() {
    return bytes;
  }

  ByteBuffer data() {
    ByteBuffer data = ByteBuffer.allocate(bytes);
    chunks.forEach(data::put);
    return data.flip();
  }

  /** The index entries of data that is written at a position. */
  List<Entry> entries(long position) {
    return ends.stream()
        .map(end -> new Entry(end.offset(), position + end.end(), end.marked()))
        .toList();
  }
}
