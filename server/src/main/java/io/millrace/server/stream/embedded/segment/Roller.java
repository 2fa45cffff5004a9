package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.FaultPoint;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.DirectoryCodec;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes segments, closes them, and lets go of those that nobody wants. For the committer only. */
public final class Roller {

  private static final Logger LOG = LoggerFactory.getLogger(Roller.class);
  private static final int STEP = 256 << 10;

  /** With so much room it is not the room that a new segment lacked, however long its snapshot. */
  private static final int ENOUGH = 4 << 20;

  private final LogFiles files;
  private final LogParts parts;
  private final Environment environment;
  private final Consumer<FaultPoint> faults;
  private final WriteBuffer writeBuffer;
  private final long epoch;
  private final int step;
  private final long enough;

  public Roller(LogParts parts, Environment environment, long segmentBytes) {
    this.parts = parts;
    this.environment = environment;
    files = environment.files();
    faults = environment.faults();
    epoch = environment.epochs().getAsLong();
    step = (int) Math.min(STEP, segmentBytes);
    enough = Math.min(ENOUGH, segmentBytes);
    writeBuffer = new WriteBuffer(step);
  }

  /** Goes on with a segment. */
  public SegmentWriter resume(long id, long position) throws IOException {
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
  public SegmentWriter create(long id) throws IOException {
    faults.accept(FaultPoint.BEFORE_ROLL);
    long now = environment.clock().millis();
    Map<Long, Long> released = Retention.released(parts.state(), parts.segments().list(), now);
    Directory snapshot = parts.state().snapshot(released);
    SegmentHeader header = SegmentHeader.written(id, epoch, now);
    String name = SegmentHeader.fileName(id);
    SegmentWriter writer = startOnFullDisk(name + ".new", header, snapshot, released);
    faults.accept(FaultPoint.ROLL_WRITTEN);
    SyncException.sync(writer::sync);
    SyncException.sync(() -> files.rename(name + ".new", name));
    faults.accept(FaultPoint.ROLL_RENAMED);
    SyncException.sync(files::syncDirectory);
    parts.indexes().open(id, new SegmentIndex());
    parts.segments().add(Segment.of(header, snapshot));
    released.forEach((key, first) -> parts.state().partition(key).orElseThrow().release(first));
    return writer;
  }

  /**
   * Where there is no room for the segment that lets others go, the indexes of the oldest give way,
   * one by one: they are made again from their segments, if those stay.
   */
  private SegmentWriter startOnFullDisk(
      String name, SegmentHeader header, Directory snapshot, Map<Long, Long> released)
      throws IOException {
    Iterator<Segment> givingWay = parts.segments().list().iterator();
    while (true) {
      try {
        return start(name, header, snapshot);
      } catch (IOException e) {
        if (released.isEmpty() || files.room() >= enough || !givingWay.hasNext()) {
          throw e;
        }
        String index = SegmentHeader.indexName(givingWay.next().id());
        LOG.info("{} gives way to the segment that lets others go: {}", index, e.getMessage());
        files.delete(index);
      }
    }
  }

  /** Starts a file with a snapshot; if that fails there is no such file. */
  public SegmentWriter start(String name, SegmentHeader header, Directory snapshot)
      throws IOException {
    LogFile file = files.create(name);
    try {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
      header.put(bytes);
      file.write(bytes.flip(), 0);
      SegmentWriter writer =
          new SegmentWriter(file, header.id(), epoch, step, writeBuffer, SegmentHeader.BYTES);
      writer.write(DirectoryCodec.encode(snapshot), List.of());
      return writer;
    } catch (IOException e) {
      file.close();
      files.delete(name);
      throw e;
    }
  }

  /**
   * Closes a segment that another has followed, step by step. Until that is done there must be no
   * other.
   */
  public Closing close(SegmentWriter writer, SegmentIndex index) {
    return new Closing(writer, new IndexWriter(files, writer.id(), 0, index), faults);
  }

  /** Deletes what is released; the open segment's snapshot has recorded that. */
  public void deleteUnwanted() {
    List<Segment> unwanted = Retention.unwanted(parts.state(), parts.segments().list());
    if (unwanted.isEmpty()) {
      return;
    }
    parts.segments().remove(unwanted);
    delete(unwanted);
  }

  /** Deletes segments that are not in the list any more; that is recorded already. */
  public void delete(List<Segment> gone) {
    faults.accept(FaultPoint.BEFORE_DELETE);
    try {
      for (Segment segment : gone) {
        files.delete(SegmentHeader.fileName(segment.id()));
        files.delete(SegmentHeader.indexName(segment.id()));
        parts.indexes().forget(segment);
        faults.accept(FaultPoint.AFTER_DELETE);
      }
      files.syncDirectory();
    } catch (IOException e) {
      LOG.warn("segments that nobody wants are not all deleted; the next start does it", e);
    }
  }

  /** Makes durable that a segment has taken the place of some, and deletes those. */
  public void merged(List<Segment> run, Segment by, SegmentIndex index) {
    faults.accept(FaultPoint.MERGED);
    SyncException.sync(files::syncDirectory);
    parts.indexes().forget(run.get(run.size() - 1));
    delete(run.subList(0, run.size() - 1));
    try {
      IndexWriter.write(files, by.id(), by.generation(), index);
    } catch (IOException e) {
      LOG.warn("the index of {} is not stored", SegmentHeader.fileName(by.id()), e);
    }
  }

  /** A number of this opening of the log. */
  public long epoch() {
    return epoch;
  }
}
