package io.millrace.server.stream.embedded;

import io.millrace.server.stream.ByteSource;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Compresses and checks, in the thread of whoever appends or reads. Safe for many threads. */
final class BlockCodec {

  /** Fewer bytes than this hardly become fewer. */
  private static final int MIN_COMPRESSED = 256;

  /** A reader of one record reads its whole block, so large ones are cut. */
  private static final int MAX_BLOCK = 1 << 20;

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  private BlockCodec() {}

  /**
   * The blocks for some appends; partitions without records have none.
   *
   * @param rooms for what is needed meanwhile
   */
  static List<Block> blocks(Map<StreamPartition, Records> appends, Rooms rooms) {
    List<Block> blocks = new ArrayList<>(appends.size());
    appends.forEach(
        (partition, records) -> {
          for (Records part : parts(records)) {
            blocks.add(block(partition, part, rooms));
          }
        });
    return blocks;
  }

  private static List<Records> parts(Records records) {
    if (records.count() == 0) {
      return List.of();
    }
    return records.encoded().length() < 2 * MAX_BLOCK ? List.of(records) : cut(records);
  }

  private static List<Records> cut(Records records) {
    List<Records> parts = new ArrayList<>();
    Bytes encoded = records.encoded();
    ByteSource in = new ByteSource(encoded);
    int start = 0;
    int count = 0;
    for (int i = 0; i < records.count(); i++) {
      skipRecord(in);
      count++;
      int end = in.at() - encoded.offset();
      if (end - start >= MAX_BLOCK || i == records.count() - 1) {
        parts.add(
            new Records(0, records.baseTimestamp(), count, encoded.slice(start, end - start)));
        start = end;
        count = 0;
      }
    }
    return parts;
  }

  private static void skipRecord(ByteSource in) {
    in.takeVarlong();
    in.takeNullable();
    if (in.takeVarint() > 0) {
      in.takeSized();
    }
    in.takeNullable();
  }

  private static Block block(StreamPartition partition, Records records, Rooms rooms) {
    Bytes raw = records.encoded();
    Bytes stored = compress(raw, rooms);
    return new Block(
        partition, records.count(), records.baseTimestamp(), raw.length(), stored, crc(stored));
  }

  private static Bytes compress(Bytes raw, Rooms rooms) {
    if (raw.length() < MIN_COMPRESSED) {
      return raw;
    }
    byte[] room = rooms.take(COMPRESSOR.maxCompressedLength(raw.length()));
    int length = COMPRESSOR.compress(raw.array(), raw.offset(), raw.length(), room, 0, room.length);
    Bytes stored = length < raw.length() ? Bytes.of(Arrays.copyOf(room, length)) : raw;
    rooms.give(room);
    return stored;
  }

  /**
   * Undoes the compression.
   *
   * @param rawBytes how many bytes come out
   * @throws IllegalArgumentException if that is not what comes out
   */
  static Bytes raw(Bytes stored, int rawBytes) {
    if (stored.length() == rawBytes) {
      return stored;
    }
    byte[] raw = new byte[rawBytes];
    try {
      int length =
          DECOMPRESSOR.decompress(
              stored.array(), stored.offset(), stored.length(), raw, 0, rawBytes);
      return Bytes.of(length == rawBytes ? raw : Arrays.copyOf(raw, length));
    } catch (LZ4Exception e) {
      throw new IllegalArgumentException("records that cannot be decompressed", e);
    }
  }

  static int crc(Bytes bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.offset(), bytes.length());
    return (int) crc.getValue();
  }
}
