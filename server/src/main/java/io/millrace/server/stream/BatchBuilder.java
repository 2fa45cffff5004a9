package io.millrace.server.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Puts records that follow each other, from several pieces of memory, together into a batch; they
 * are decoded when it is iterated. For one thread.
 */
public final class BatchBuilder {

  private final Limits limits;
  private final List<Part> parts = new ArrayList<>();
  private int count;
  private long bytes;
  private boolean full;

  public BatchBuilder(Limits limits) {
    this.limits = limits;
  }

  /** Whether more records may fit. */
  public boolean wantsMore() {
    return !full && count < limits.records() && bytes < limits.bytes();
  }

  /** How many records there are. */
  public int count() {
    return count;
  }

  /**
   * Adds what fits; the first of all fits whatever its size.
   *
   * @param records records of which some stand at {@code from} and after it
   * @param from the offset to start at
   * @return the offset behind what was added
   */
  public long add(Records records, long from) {
    long end = records.baseOffset() + records.count();
    boolean whole = from == records.baseOffset();
    int size = records.encoded().length();
    if (whole && records.count() <= limits.records() - count && size <= limits.bytes() - bytes) {
      take(new Part(records, from, end), size);
      return end;
    }
    return addPart(records, from);
  }

  private long addPart(Records records, long from) {
    Records.Extent part =
        records.fitting(
            (int) (from - records.baseOffset()),
            limits.records() - count,
            limits.bytes() - bytes,
            count == 0);
    long to = from + part.count();
    full = to < records.baseOffset() + records.count();
    if (to > from) {
      take(new Part(records, from, to), part.bytes());
    }
    return to;
  }

  private void take(Part part, long size) {
    parts.add(part);
    count += (int) (part.to - part.from);
    bytes += size;
  }

  /**
   * The batch of what was added.
   *
   * @param partition where the records stand
   * @param next the offset to go on from
   */
  public Batch build(StreamPartition partition, long next) {
    List<Part> all = List.copyOf(parts);
    List<Records> blocks = all.stream().filter(Part::isStored).map(Part::records).toList();
    return new Batch(partition, () -> new Cursor(all), count, bytes, next, blocks);
  }

  /** The records whose offsets are from one up to, but not with, another. */
  private record Part(Records records, long from, long to) {

    boolean isStored() {
      return records.stored() != null && to - from == records.count();
    }
  }

  private static final class Cursor implements Iterator<StreamRecord> {

    private final Iterator<Part> parts;
    private Iterator<StreamRecord> records = List.<StreamRecord>of().iterator();
    private long left;

    Cursor(List<Part> parts) {
      this.parts = parts.iterator();
    }

    @Override
    public boolean hasNext() {
      return left > 0 || parts.hasNext();
    }

    @Override
    public StreamRecord next() {
      if (left == 0) {
        start(parts.next());
      }
      left--;
      return records.next();
    }

    private void start(Part part) {
      records = part.records.iteratorFrom((int) (part.from - part.records.baseOffset()));
      left = part.to - part.from;
      if (left == 0) {
        throw new NoSuchElementException();
      }
    }
  }
}
