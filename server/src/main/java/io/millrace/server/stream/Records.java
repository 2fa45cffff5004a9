package io.millrace.server.stream;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition in one piece of memory, with consecutive offsets. Immutable.
 *
 * <p>Encoded, each record is: the timestamp less the first one's (zigzag varint), the key (varint
 * length plus one, zero for null), the number of headers (varint), the headers as {@link
 * RecordHeaders} has them behind their length in bytes (varint, only if there are any), the value
 * (varint length plus one, zero for null). The embedded log stores these very bytes.
 */
public final class Records implements Iterable<StreamRecord> {

  private final long baseOffset;
  private final long baseTimestamp;
  private final int count;
  private final Bytes encoded;

  /** Places to cut at, in pairs: after how many records, after how many bytes; null: not noted. */
  private final int @Nullable [] marks;

  private final List<Repeat> repeats;
  private final @Nullable Stored stored;

  /**
   * Records from their parts.
   *
   * @param baseOffset the offset of the first; 0 while none has been given
   * @param baseTimestamp the timestamp of the first
   * @param count how many there are
   * @param encoded their bytes
   */
  public Records(long baseOffset, long baseTimestamp, int count, Bytes encoded) {
    this(baseOffset, baseTimestamp, count, encoded, null, List.of(), null);
  }

  Records(
      long baseOffset,
      long baseTimestamp,
      int count,
      Bytes encoded,
      int @Nullable [] marks,
      List<Repeat> repeats,
      @Nullable Stored stored) {
    this.baseOffset = baseOffset;
    this.baseTimestamp = baseTimestamp;
    this.count = count;
    this.encoded = encoded;
    this.marks = marks;
    this.repeats = repeats;
    this.stored = stored;
  }

  /**
   * What {@link #encoded()} is in a log.
   *
   * @param bytes compressed, or the same bytes if that would not make them fewer
   * @param crc CRC32C of them
   */
  public record Stored(Bytes bytes, int crc) {}

  /**
   * A run of records that are, byte for byte, a block that was read.
   *
   * @param after how many records stand before it
   * @param start how many bytes stand before it
   */
  record Repeat(int after, int start, Records block) {}

  /** The same records, of which it is known how a log stores them. */
  public Records storedAs(Bytes bytes, int crc) {
    return new Records(
        baseOffset, baseTimestamp, count, encoded, marks, repeats, new Stored(bytes, crc));
  }

  /** How a log that they were read from stores just these records; null if that is not known. */
  public @Nullable Stored stored() {
    return stored;
  }

  public long baseOffset() {
    return baseOffset;
  }

  public long baseTimestamp() {
    return baseTimestamp;
  }

  public int count() {
    return count;
  }

  public Bytes encoded() {
    return encoded;
  }

  /**
   * No record has more bytes than this, as {@link StreamRecord#bytes} counts; the largest may have
   * a few kilobytes fewer. Looks at no record.
   */
  public int boundOfLargest() {
    int[] places = marks;
    if (places == null) {
      return encoded.length();
    }
    int bound = 0;
    int start = 0;
    for (int i = 1; i < places.length; i += 2) {
      bound = Math.max(bound, places[i] - start);
      start = places[i];
    }
    return bound;
  }

  /** The same records at other offsets. */
  public Records at(long newBaseOffset) {
    return new Records(newBaseOffset, baseTimestamp, count, encoded, marks, repeats, stored);
  }

  /**
   * The same records in parts, each at offset 0. Where they repeat a block that was read, a part is
   * that block and knows how it is stored.
   *
   * @param most how many bytes a part has at most, about; one large record may have more, together
   *     with a few small ones before it
   */
  public List<Records> parts(int most) {
    if (count == 0 || (encoded.length() <= most && repeats.isEmpty())) {
      return count == 0 ? List.of() : List.of(this);
    }
    return new RecordParts(this, most).all(repeats);
  }

  /** Places to cut at, in pairs: after how many records, after how many bytes; the end too. */
  int[] marks() {
    return marks == null ? new RecordCursor(this).marks() : marks;
  }

  /** Some of these records as records of their own, at offset 0. */
  Records part(int number, int start, int end) {
    return new Records(0, baseTimestamp, number, encoded.slice(start, end - start));
  }

  /** A block's records with the first timestamp of these, at offset 0, stored as the block is. */
  Records repeated(Records block) {
    return new Records(
        0, baseTimestamp, block.count, block.encoded, block.marks, List.of(), block.stored);
  }

  /**
   * The records in order. Keys and values are slices of {@link #encoded()}.
   *
   * @return an iterator whose {@code next} throws {@link IllegalArgumentException} if the bytes are
   *     malformed
   */
  @Override
  public Iterator<StreamRecord> iterator() {
    return new RecordCursor(this);
  }

  /** The records from the n-th on, from 0; those before are passed over at little cost. */
  public Iterator<StreamRecord> iteratorFrom(int n) {
    RecordCursor cursor = new RecordCursor(this);
    while (cursor.done() < Math.min(n, count)) {
      cursor.skip();
    }
    return cursor;
  }

  /**
   * How many records, from the n-th on, have so many bytes together, as {@link StreamRecord#bytes}
   * counts.
   *
   * @param most the answer is not more than this
   * @param bytes how many bytes there may be
   * @param atLeastOne whether the first fits whatever its size
   */
  public Extent fitting(int n, int most, long bytes, boolean atLeastOne) {
    RecordCursor cursor = new RecordCursor(this);
    while (cursor.done() < Math.min(n, count)) {
      cursor.skip();
    }
    long size = 0;
    int fitting = 0;
    while (cursor.hasNext() && (fitting < most || (atLeastOne && fitting == 0))) {
      int next = cursor.skip();
      if (size + next > bytes && !(atLeastOne && fitting == 0)) {
        break;
      }
      size += next;
      fitting++;
    }
    return new Extent(fitting, size);
  }

  /**
   * Some records.
   *
   * @param count how many they are
   * @param bytes how many bytes they have
   */
  public record Extent(int count, long bytes) {}
}
