package io.millrace.server.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects records for one partition. For one thread. */
public final class RecordsBuilder {

  /** More memory than this that a record took and does not need in the end is let go. */
  private static final int MOST_GROWN = 4 << 20;

  private static final int NOT_SAVED = -1;

  private final ByteSink out;
  private final RecordMarks marks = new RecordMarks();
  private final RecordOrigins origins = new RecordOrigins();
  private long baseTimestamp;
  private int count;
  private int valueFrom;
  private int prefix;
  private int savedCount = NOT_SAVED;
  private int savedBytes;
  private int savedRoom;

  public RecordsBuilder() {
    this(1024);
  }

  public RecordsBuilder(int capacity) {
    out = new ByteSink(capacity);
  }

  /**
   * Says that what is added from here on may be, one by one, the records of a block that was read;
   * null: it is not. If in the end it is, the block need not be compressed again. To be said before
   * {@link #save}, not after it.
   */
  public void from(@Nullable Records block) {
    origins.from(block, count, out.length());
  }

  /** Adds a record whose value is at hand. */
  public RecordsBuilder add(
      long timestamp, @Nullable Bytes key, RecordHeaders headers, @Nullable Bytes value) {
    start(timestamp, key, headers);
    out.putNullable(value);
    marks.after(count, out.length());
    return this;
  }

  /**
   * Starts a record whose value is put into what is returned, and nothing else is; then comes
   * {@link #end}, or {@link #restore} if it was preceded by {@link #save}.
   *
   * @param expected about how many bytes the value has; a wrong guess costs time only
   */
  public ByteSink begin(long timestamp, @Nullable Bytes key, RecordHeaders headers, int expected) {
    start(timestamp, key, headers);
    prefix = ByteSink.varintBytes(expected + 1);
    out.reserve(prefix + expected);
    out.advance(prefix);
    valueFrom = out.length();
    return out;
  }

  /** How many bytes have been put as the value of the record that was begun. */
  public int valueBytes() {
    return out.length() - valueFrom;
  }

  /** Ends the record that was begun: its value is not null. */
  public void end() {
    out.putVarintBefore(valueFrom, prefix, valueBytes() + 1);
    marks.after(count, out.length());
  }

  /**
   * Notes what there is, until {@link #keep} or {@link #restore}; does nothing while something is
   * noted.
   *
   * @return whether it was noted now
   */
  public boolean save() {
    if (savedCount != NOT_SAVED) {
      return false;
    }
    savedCount = count;
    savedBytes = out.length();
    savedRoom = out.array().length;
    marks.save();
    return true;
  }

  /** What came after {@link #save} stays. */
  public void keep() {
    savedCount = NOT_SAVED;
  }

  /**
   * Throws away what came after {@link #save}, a record that was only begun included.
   *
   * @throws IllegalStateException if nothing is saved
   */
  public void restore() {
    if (savedCount == NOT_SAVED) {
      throw new IllegalStateException("nothing is saved");
    }
    count = savedCount;
    savedCount = NOT_SAVED;
    marks.restore();
    out.truncate(savedBytes);
    if (out.array().length - savedRoom > MOST_GROWN) {
      out.shrink(savedRoom);
    }
  }

  /** How many records have been added. */
  public int count() {
    return count;
  }

  /** How many bytes they have, encoded. */
  public int bytes() {
    return out.length();
  }

  /** The records; this builder must not be used any more. */
  public Records build() {
    Bytes encoded = out.toBytes();
    int[] places = marks.upTo(count, encoded.length());
    List<Records.Repeat> repeats = origins.repeats(encoded);
    return new Records(0, baseTimestamp, count, encoded, places, repeats, null);
  }

  private void start(long timestamp, @Nullable Bytes key, RecordHeaders headers) {
    if (count++ == 0) {
      baseTimestamp = timestamp;
    }
    out.putVarlong(timestamp - baseTimestamp);
    out.putNullable(key);
    out.putVarint(headers.count());
    if (headers.count() > 0) {
      out.putSized(headers.encoded());
    }
  }
}
