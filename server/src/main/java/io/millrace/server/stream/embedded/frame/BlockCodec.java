package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Compresses and checks, in the thread of whoever appends or reads. Safe for many threads. */
public final class BlockCodec {

  /**
   * A reader of one record reads its whole block, so more bytes than this are cut. LZ4 looks back
   * no further, finds its matches with a smaller table up to here, and all of it stays in a core's
   * own cache on its way.
   */
  private static final int MAX_BLOCK = 64 << 10;

  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  private BlockCodec() {}

  /**
   * The blocks for some appends; partitions without records have none.
   *
   * @param compressors to compress with
   */
  public static List<Block> blocks(Map<StreamPartition, Records> appends, Compressors compressors) {
    List<Block> blocks = new ArrayList<>(appends.size());
    appends.forEach(
        (partition, records) -> {
          for (Records part : records.parts(MAX_BLOCK)) {
            blocks.add(block(partition, part, compressors));
          }
        });
    return blocks;
  }

  private static Block block(StreamPartition partition, Records records, Compressors compressors) {
    Bytes raw = records.encoded();
    Records.Stored known = records.stored();
    Bytes stored = known == null ? compressors.compress(raw) : known.bytes();
    int crc = known == null ? crc(stored) : known.crc();
    return new Block(
        partition, records.count(), records.baseTimestamp(), raw.length(), stored, crc);
  }

  /**
   * Whether a block is worth keeping as it is stored, too, in case its records are stored once
   * more. Small ones are better put together with others, else a trickle that goes from stream to
   * stream stays one; and of a large record the memory would be wanted twice.
   */
  public static boolean mayBeRepeated(Bytes raw) {
    return raw.length() >= MAX_BLOCK / 2 && raw.length() <= MAX_BLOCK;
  }

  /**
   * Undoes the compression.
   *
   * @param rawBytes how many bytes come out
   * @throws IllegalArgumentException if that is not what comes out
   */
  public static Bytes raw(Bytes stored, int rawBytes) {
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

  public static int crc(Bytes bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.offset(), bytes.length());
    return (int) crc.getValue();
  }
}
