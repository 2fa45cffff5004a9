package io.millrace.server.stream.embedded;

import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.ByteSource;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.BlockIndex.Found;
import io.millrace.server.stream.embedded.Directory.BlockEntry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;

/**
 * The index of a closed segment beside it. It can always be made again from the segment, so it is
 * not synced, and one that is damaged counts as missing.
 */
final class IndexFile {

  private static final byte VERSION = 1;

  /** That of a segment that was rewritten: its generation follows. */
  private static final byte MERGED_VERSION = 2;

  private IndexFile() {}

  static void write(LogFiles files, long segment, int generation, SegmentIndex index)
      throws IOException {
    Bytes body = encode(segment, generation, index);
    ByteBuffer bytes = ByteBuffer.allocate(body.length() + Integer.BYTES);
    bytes.putInt(BlockCodec.crc(body)).put(body.array(), body.offset(), body.length());
    String name = SegmentHeader.indexName(segment);
    try (LogFile file = files.create(name + ".new")) {
      file.write(bytes.flip(), 0);
    }
    files.rename(name + ".new", name);
  }

  /** Reads an index; empty if there is none, a damaged one, or one of another generation. */
  static Optional<SegmentIndex> read(LogFiles files, long segment, int generation)
      throws IOException {
    byte[] bytes;
    try (LogFile file = files.openToRead(SegmentHeader.indexName(segment))) {
      bytes = new byte[(int) Math.min(file.size(), Integer.MAX_VALUE - 16)];
      file.read(ByteBuffer.wrap(bytes), 0);
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
    int length = bytes.length - Integer.BYTES;
    if (length <= 0) {
      return Optional.empty();
    }
    Bytes body = Bytes.of(bytes, Integer.BYTES, length);
    if (BlockCodec.crc(body) != ByteBuffer.wrap(bytes).getInt()) {
      return Optional.empty();
    }
    try {
      return decode(segment, generation, body);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Bytes encode(long segment, int generation, SegmentIndex index) {
    ByteSink out = new ByteSink((int) index.bytes());
    out.put(generation == 0 ? VERSION : MERGED_VERSION);
    out.putVarlong(segment);
    if (generation > 0) {
      out.putVarint(generation);
    }
    out.putVarint(index.partitions().size());
    for (Map.Entry<Long, BlockIndex> entry : index.partitions().entrySet()) {
      out.putVarlong(entry.getKey());
      BlockIndex blocks = entry.getValue();
      out.putVarint(blocks.length());
      for (int i = 0; i < blocks.length(); i++) {
        put(out, blocks.get(i));
      }
    }
    return out.toBytes();
  }

  private static void put(ByteSink out, Found block) {
    out.putVarlong(block.base());
    out.putVarint(block.count());
    out.putVarlong(block.timestamp());
    out.putVarlong(block.position());
    out.putVarint(block.rawBytes());
    out.putVarint(block.storedBytes());
    out.putVarlong(block.crc());
  }

  private static Optional<SegmentIndex> decode(long segment, int generation, Bytes body) {
    ByteSource in = new ByteSource(body);
    byte version = in.take();
    boolean known = version == VERSION || version == MERGED_VERSION;
    if (!known || in.takeVarlong() != segment) {
      return Optional.empty();
    }
    if ((version == VERSION ? 0 : in.takeVarint()) != generation) {
      return Optional.empty();
    }
    SegmentIndex index = new SegmentIndex();
    int partitions = in.takeVarint();
    for (int i = 0; i < partitions; i++) {
      long key = in.takeVarlong();
      int blocks = in.takeVarint();
      for (int j = 0; j < blocks; j++) {
        take(in, key, index);
      }
    }
    return Optional.of(index);
  }

  private static void take(ByteSource in, long key, SegmentIndex index) {
    long base = in.takeVarlong();
    int count = in.takeVarint();
    long timestamp = in.takeVarlong();
    long position = in.takeVarlong();
    int rawBytes = in.takeVarint();
    int storedBytes = in.takeVarint();
    int crc = (int) in.takeVarlong();
    int stream = SegmentIndex.stream(key);
    int partition = SegmentIndex.partition(key);
    index.add(
        key,
        new BlockEntry(stream, partition, base, count, timestamp, rawBytes, storedBytes, crc),
        position);
  }
}
