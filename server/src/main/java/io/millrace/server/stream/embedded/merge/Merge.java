package io.millrace.server.stream.embedded.merge;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Block;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.DirectoryCodec;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.Roller;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import io.millrace.server.stream.embedded.segment.SegmentStarts;
import io.millrace.server.stream.embedded.segment.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is wanted in some closed segments into one that takes the place of the last of them.
 * In small steps, between commits. Until its file gets its name nothing has happened; from then on
 * the others are not looked at any more, as the file says which ones it replaces.
 */
final class Merge {

  /** What one step copies, about: a commit may have to wait for that. */
  private static final int STEP_BYTES = 2 << 20;

  private static final int STEP_BLOCKS = 4096;

  private final LogFiles files;
  private final LogParts parts;
  private final Roller roller;
  private final List<Segment> run;
  private final MergePlan plan;
  private final SegmentIndex index = new SegmentIndex();
  private int planned;
  private int copied;
  private @Nullable MergeSource source;
  private @Nullable Segment merged;
  private @Nullable SegmentWriter writer;

  Merge(LogFiles files, LogParts parts, Roller roller, List<Segment> run) {
    this.files = files;
    this.parts = parts;
    this.roller = roller;
    this.run = run;
    plan = new MergePlan(parts.state());
  }

  /**
   * Does a little.
   *
   * @return whether there is more to do
   * @throws IOException if it cannot be done now; {@link #abandon} then
   * @throws BackendException CORRUPT, if it can never be done, as something is damaged
   */
  boolean step() throws IOException {
    if (!parts.segments().list().containsAll(run)) {
      throw new IOException("retention has released one of them meanwhile");
    }
    if (planned < run.size()) {
      Segment segment = run.get(planned++);
      plan.add(segment, parts.indexes().all(segment));
      return true;
    }
    SegmentWriter out = writer == null ? start() : writer;
    if (source != null && source.hasNext()) {
      copy(source, out);
      return true;
    }
    if (copied < run.size()) {
      Segment segment = run.get(copied++);
      source = new MergeSource(files, segment, parts.indexes().all(segment), plan);
      return true;
    }
    finish(out);
    return false;
  }

  /** The segment that is read at the moment. */
  Segment atHand() {
    return run.get(Math.max(0, (copied > 0 ? copied : planned) - 1));
  }

  private Segment last() {
    return run.get(run.size() - 1);
  }

  private SegmentWriter start() throws IOException {
    List<Segment> all = parts.segments().list();
    long after = all.get(all.indexOf(last()) + 1).id();
    Directory end =
        new SegmentStarts(files, parts.indexes())
            .read(after)
            .flatMap(SegmentStarts.Start::snapshot)
            .orElseThrow(
                () ->
                    new BackendException(
                        Kind.CORRUPT, SegmentHeader.fileName(after) + ": damaged start"));
    Directory snapshot = plan.snapshot(end);
    SegmentHeader header =
        new SegmentHeader(
            last().id(),
            roller.epoch(),
            run.get(0).createdAt(),
            run.stream().mapToInt(Segment::generation).max().orElseThrow() + 1,
            run.get(0).oldest());
    merged = Segment.of(header, snapshot);
    writer = roller.start(newName(), header, snapshot);
    return writer;
  }

  private String newName() {
    return SegmentHeader.fileName(last().id()) + ".new";
  }

  private void copy(MergeSource from, SegmentWriter out) throws IOException {
    List<BlockEntry> entries = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    long bytes = 0;
    try (LogFile file = from.open()) {
      while (from.hasNext() && bytes < STEP_BYTES && blocks.size() < STEP_BLOCKS) {
        Map.Entry<Long, Found> next = from.next();
        BlockEntry entry = entry(next.getKey(), next.getValue());
        entries.add(entry);
        blocks.add(block(file, entry, next.getValue().position()));
        bytes += entry.storedBytes();
      }
    }
    Directory directory = new Directory(false, List.of(), List.of(), List.of(), entries, List.of());
    long blocksAt = out.write(DirectoryCodec.encode(directory), blocks);
    out.sync();
    index.add(directory, blocksAt);
  }

  private static BlockEntry entry(long key, Found found) {
    return new BlockEntry(
        SegmentIndex.stream(key),
        SegmentIndex.partition(key),
        found.base(),
        found.count(),
        found.timestamp(),
        found.rawBytes(),
        found.storedBytes(),
        found.crc());
  }

  private Block block(LogFile file, BlockEntry entry, long position) throws IOException {
    byte[] bytes = new byte[entry.storedBytes()];
    int count = file.read(ByteBuffer.wrap(bytes), position);
    Bytes stored = Bytes.of(bytes);
    if (count < bytes.length || BlockCodec.crc(stored) != entry.crc()) {
      throw new BackendException(
          Kind.CORRUPT,
          SegmentHeader.fileName(atHand().id()) + ", byte " + position + ": damaged records");
    }
    PartitionState partition = parts.state().known(entry.stream(), entry.partition());
    return new Block(
        partition.name(), entry.count(), entry.timestamp(), entry.rawBytes(), stored, entry.crc());
  }

  private void finish(SegmentWriter out) throws IOException {
    Segment by = Objects.requireNonNull(merged);
    out.cut();
    out.sync();
    out.close();
    parts.indexes().keep(by, index);
    parts
        .segments()
        .replace(
            run,
            by,
            () ->
                SyncException.sync(() -> files.rename(newName(), SegmentHeader.fileName(by.id()))));
    roller.merged(run, by, index);
  }

  /** Leaves all as it was. */
  void abandon() throws IOException {
    if (writer != null) {
      writer.close();
      files.delete(newName());
    }
  }
}
