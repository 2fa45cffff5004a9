package io.millrace.server.stream.embedded.read;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.LargeRecords;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.embedded.segment.PartitionState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Puts the records of several blocks together into a batch; they are decoded when asked for. */
public final class BatchReader {

  private final BlockReader blocks;

  public BatchReader(BlockReader blocks) {
    this.blocks = blocks;
  }

  /** How many bytes the block at an offset has; 0 if there is none, or if it is not known. */
  public int blockBytes(PartitionState partition, long offset) {
    OffsetRange range = partition.range();
    long at = Math.max(offset, range.first());
    return at < range.next() ? blocks.bytes(partition, at) : 0;
  }

  public Batch read(PartitionState partition, long offset, Limits limits) {
    OffsetRange range = partition.range();
    if (offset >= range.next()) {
      return new Batch(partition.name(), List.of(), 0, 0, offset);
    }
    try (ReadFile file = blocks.file()) {
      return read(partition, offset, limits, file);
    } catch (IOException e) {
      throw new BackendException(
          Kind.UNAVAILABLE,
          "cannot close a file of " + partition.name() + ": " + e.getMessage(),
          e);
    }
  }

  private Batch read(PartitionState partition, long offset, Limits limits, ReadFile file) {
    OffsetRange range = partition.range();
    Parts parts = new Parts(limits);
    long at = Math.max(offset, range.first());
    while (at < range.next() && parts.wantMore()) {
      if (parts.count > 0 && blocks.bytes(partition, at, file) > LargeRecords.LARGE) {
        break; // it is read when it is the first, and its reader's turn
      }
      Optional<Records> block = next(partition, at, parts, file);
      if (block.isEmpty()) {
        return parts.count > 0 ? parts.batch(partition, at) : read(partition, offset, limits);
      }
      at = parts.add(block.get(), at);
      if (at < block.get().baseOffset() + block.get().count()) {
        blocks.keep(partition, block.get());
      }
    }
    return parts.batch(partition, at);
  }

  /** What comes before damaged data is still handed out; whoever reads on is told. */
  private Optional<Records> next(PartitionState partition, long at, Parts parts, ReadFile file) {
    try {
      return blocks.block(partition, at, file);
    } catch (BackendException e) {
      if (parts.count == 0) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** What has been gathered. */
  private static final class Parts {

    private final Limits limits;
    private final List<Part> parts = new ArrayList<>();
    private int count;
    private long bytes;
    private boolean full;

    Parts(Limits limits) {
      this.limits = limits;
    }

    boolean wantMore() {
      return !full && count < limits.records() && bytes < limits.bytes();
    }

    /** Takes what fits, from an offset on, and tells the next offset. */
    long add(Records block, long from) {
      long end = block.baseOffset() + block.count();
      boolean whole = from == block.baseOffset();
      int blockBytes = block.encoded().length();
      if (whole
          && block.count() <= limits.records() - count
          && blockBytes <= limits.bytes() - bytes) {
        take(new Part(block, from, end), blockBytes);
        return end;
      }
      return addPart(block, from);
    }

    private long addPart(Records block, long from) {
      Records.Extent part =
          block.fitting(
              (int) (from - block.baseOffset()),
              limits.records() - count,
              limits.bytes() - bytes,
              count == 0);
      long to = from + part.count();
      full = to < block.baseOffset() + block.count();
      if (to > from) {
        take(new Part(block, from, to), part.bytes());
      }
      return to;
    }

    private void take(Part part, long size) {
      parts.add(part);
      count += (int) (part.to - part.from);
      bytes += size;
    }

    Batch batch(PartitionState partition, long next) {
      List<Part> all = List.copyOf(parts);
      return new Batch(partition.name(), () -> new Cursor(all), count, bytes, next);
    }
  }

  /** The records of a block whose offsets are from one up to, but not with, another. */
  private record Part(Records block, long from, long to) {}

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
      records = part.block.iteratorFrom((int) (part.from - part.block.baseOffset()));
      left = part.to - part.from;
      if (left == 0) {
        throw new NoSuchElementException();
      }
    }
  }
}
