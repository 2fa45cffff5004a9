package io.millrace.server.stream.embedded.read;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.BatchBuilder;
import io.millrace.server.stream.LargeRecords;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.embedded.segment.PartitionState;
import java.io.IOException;
import java.util.List;
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
    BatchBuilder batch = new BatchBuilder(limits);
    long at = Math.max(offset, range.first());
    while (at < range.next() && batch.wantsMore()) {
      if (batch.count() > 0 && blocks.bytes(partition, at, file) > LargeRecords.LARGE) {
        break; // it is read when it is the first, and its reader's turn
      }
      Optional<Records> block = next(partition, at, batch, file);
      if (block.isEmpty()) {
        return batch.count() > 0
            ? batch.build(partition.name(), at)
            : read(partition, offset, limits);
      }
      at = batch.add(block.get(), at);
      if (at < block.get().baseOffset() + block.get().count()) {
        blocks.keep(partition, block.get());
      }
    }
    return batch.build(partition.name(), at);
  }

  /** What comes before damaged data is still handed out; whoever reads on is told. */
  private Optional<Records> next(
      PartitionState partition, long at, BatchBuilder batch, ReadFile file) {
    try {
      return blocks.block(partition, at, file);
    } catch (BackendException e) {
      if (batch.count() == 0) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
