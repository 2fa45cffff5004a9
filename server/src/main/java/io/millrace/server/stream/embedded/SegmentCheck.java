package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.embedded.EmbeddedVerifier.SegmentReport;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.Damage;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.FrameHeader;
import io.millrace.server.stream.embedded.frame.FrameScanner;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.LogState;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Looks at every byte of one segment, and whether it goes on where the one before ended. */
final class SegmentCheck {

  private final LogFiles files;
  private final long id;
  private final boolean last;
  private final LogState state;
  private final List<String> damages;
  private final List<String> notes;
  private final String name;
  private long frames;
  private long records;

  /**
   * A check.
   *
   * @param last whether it is the newest, whose end may be torn
   * @param state what all segments before add up to
   */
  SegmentCheck(
      LogFiles files,
      long id,
      boolean last,
      LogState state,
      List<String> damages,
      List<String> notes) {
    this.files = files;
    this.id = id;
    this.last = last;
    this.state = state;
    this.damages = damages;
    this.notes = notes;
    name = SegmentHeader.fileName(id);
  }

  SegmentReport run() throws IOException {
    try (LogFile file = files.openToRead(name)) {
      ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES);
      file.read(start, 0);
      if (SegmentHeader.read(start.flip(), id).isEmpty()) {
        damages.add(new Damage(name, 0, SegmentHeader.BYTES, "damaged header").toString());
      }
      Optional<Directory> first = new FrameScanner(file, id, false).first();
      if (first.filter(Directory::snapshot).isEmpty()) {
        damages.add(name + ", byte " + SegmentHeader.BYTES + ": damaged snapshot");
      }
      long end = last ? new FrameScanner(file, id, true).scan((h, d) -> {}).end() : file.size();
      FrameScanner.Result result =
          new FrameScanner(file, id, false)
              .scan((header, directory) -> check(file, header, directory, end));
      result.damages().forEach(damage -> damages.add(damage.toString()));
      noteTail(file, last ? end : result.end());
      return new SegmentReport(name, frames, records, last ? end : result.end());
    }
  }

  private void noteTail(LogFile file, long end) throws IOException {
    long garbage = Tail.lastByte(file, end) - end;
    if (garbage > 0) {
      notes.add(name + ", byte " + end + ": " + garbage + " bytes that were not written whole");
    }
  }

  private void check(LogFile file, FrameHeader header, Directory directory, long end) {
    if (header.position() >= end) {
      return;
    }
    frames++;
    directory.partitions().forEach(this::checkStart);
    try {
      state.apply(directory.withoutBlocks());
      long at = header.blocksAt();
      for (BlockEntry block : directory.blocks()) {
        checkBlock(file, block, at);
        at += block.storedBytes();
      }
    } catch (BackendException e) {
      damages.add(name + ", byte " + header.position() + ": " + e.getMessage());
    }
  }

  /** A snapshot tells where each partition stands: it must be where the blocks before it end. */
  private void checkStart(PartitionEntry entry) {
    state
        .partition(SegmentIndex.key(entry.stream(), entry.partition()))
        .ifPresent(
            partition -> {
              long from = Math.max(partition.next(), entry.first());
              if (from < entry.next()) {
                missing(partition, from, entry.next(), "before " + name);
              }
            });
  }

  private void checkBlock(LogFile file, BlockEntry block, long at) {
    PartitionState partition = state.known(block.stream(), block.partition());
    if (block.base() > partition.next()) {
      missing(partition, partition.next(), block.base(), name + ", before byte " + at);
    }
    records += block.count();
    partition.append(partition.bytes() + block.storedBytes(), block.base() + block.count());
    String wrong = wrongWith(file, block, at);
    if (!wrong.isEmpty()) {
      damages.add(
          new Damage(
                  name,
                  at,
                  at + block.storedBytes(),
                  wrong + offsets(partition, block.base(), block.base() + block.count()))
              .toString());
    }
  }

  private static String wrongWith(LogFile file, BlockEntry block, long at) {
    byte[] stored = new byte[block.storedBytes()];
    try {
      int count = file.read(ByteBuffer.wrap(stored), at);
      if (count < stored.length || BlockCodec.crc(Bytes.of(stored)) != block.crc()) {
        return "damaged records";
      }
      Bytes raw = BlockCodec.raw(Bytes.of(stored), block.rawBytes());
      long bytes = 0;
      for (StreamRecord record : new Records(0, 0, block.count(), raw)) {
        bytes += record.bytes();
      }
      return bytes > raw.length() ? "records that overlap" : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      return "records that cannot be decoded";
    }
  }

  private void missing(PartitionState partition, long from, long to, String where) {
    damages.add(where + ": missing records" + offsets(partition, from, to));
  }

  private static String offsets(PartitionState partition, long from, long to) {
    return ", stream "
        + partition.name().stream()
        + ", partition "
        + partition.name().partition()
        + ", offsets "
        + from
        + " to "
        + (to - 1);
  }
}
