package io.millrace.server.stream.embedded;

import io.millrace.server.stream.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes segments, closes them, and lets go of those that nobody wants. For the committer only. */
final class Roller {

  private static final Logger LOG = LoggerFactory.getLogger(Roller.class);
  private static final int STEP = 4 << 20;

  private final LogFiles files;
  private final LogParts parts;
  private final Environment environment;
  private final Consumer<FaultPoint> faults;
  private final WriteBuffer writeBuffer;
  private final long epoch;
  private final int step;

  Roller(LogParts parts, Environment environment, long segmentBytes) {
    this.parts = parts;
    this.environment = environment;
    files = environment.files();
    faults = environment.faults();
    epoch = environment.epochs().getAsLong();
    step = (int) Math.min(STEP, segmentBytes);
    writeBuffer = new WriteBuffer(step);
  }

  /** Goes on with a segment. */
  SegmentWriter resume(long id, long position) throws IOException {
    LogFile file = files.open(SegmentHeader.fileName(id));
    return new SegmentWriter(file, id, epoch, step, writeBuffer, position);
  }

  /**
   * Makes a segment that starts with a snapshot of everything. Only once it is durable does it get
   * its name, so a segment never lacks its snapshot.
   *
   * @throws IOException there is no such segment then
   * @throws SyncException nothing is known, not even whether there is such a segment
   */
  SegmentWriter create(long id) throws IOException {
    faults.accept(FaultPoint.BEFORE_ROLL);
    long now = environment.clock().millis();
    Map<Long, Long> released = Retention.released(parts.state(), parts.segments().list(), now);
    Directory snapshot = parts.state().snapshot(released);
    SegmentHeader header = new SegmentHeader(id, epoch, now);
    String name = SegmentHeader.fileName(id);
    LogFile file = files.create(name + ".new");
    try {
      SegmentWriter writer = start(file, header, snapshot);
      faults.accept(FaultPoint.ROLL_WRITTEN);
      SyncException.sync(writer::sync);
      SyncException.sync(() -> files.rename(name + ".new", name));
      faults.accept(FaultPoint.ROLL_RENAMED);
      SyncException.sync(files::syncDirectory);
      parts.indexes().open(id, new SegmentIndex());
      parts.segments().add(Segment.of(header, snapshot));
      released.forEach((key, first) -> parts.state().partition(key).orElseThrow().release(first));
      return writer;
    } catch (IOException e) {
      file.close();
      files.delete(name + ".new");
      throw e;
    }
  }

  private SegmentWriter start(LogFile file, SegmentHeader header, Directory snapshot)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    header.put(bytes);
    file.write(bytes.flip(), 0);
    SegmentWriter writer =
        new SegmentWriter(file, header.id(), epoch, step, writeBuffer, SegmentHeader.BYTES);
    Bytes directory = DirectoryCodec.encode(snapshot);
    writer.write(directory, List.of());
    return writer;
  }

  /** Closes a segment that another has followed. Whatever fails here can be done later. */
  void close(SegmentWriter writer, SegmentIndex index) {
    parts.indexes().keep(writer.id(), index);
    try (writer) {
      writer.cut();
      IndexFile.write(files, writer.id(), index);
      faults.accept(FaultPoint.INDEX_WRITTEN);
    } catch (IOException e) {
      LOG.warn("the index of {} is not stored", SegmentHeader.fileName(writer.id()), e);
    }
  }

  /** Deletes what is released; the open segment's snapshot has recorded that. */
  void deleteUnwanted() {
    List<Segment> unwanted = Retention.unwanted(parts.state(), parts.segments().list());
    if (unwanted.isEmpty()) {
      return;
    }
    faults.accept(FaultPoint.BEFORE_DELETE);
    parts.segments().remove(unwanted);
    try {
      for (Segment segment : unwanted) {
        files.delete(SegmentHeader.fileName(segment.id()));
        files.delete(SegmentHeader.indexName(segment.id()));
        parts.indexes().forget(segment.id());
        faults.accept(FaultPoint.AFTER_DELETE);
      }
      files.syncDirectory();
    } catch (IOException e) {
      LOG.warn("segments that nobody wants are not all deleted; the next start does it", e);
    }
  }
}
