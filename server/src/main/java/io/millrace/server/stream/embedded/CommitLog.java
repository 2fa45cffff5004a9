package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Subscriptions;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.FaultPoint;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Block;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.DirectoryCodec;
import io.millrace.server.stream.embedded.frame.FrameHeader;
import io.millrace.server.stream.embedded.merge.Merging;
import io.millrace.server.stream.embedded.segment.Closing;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.Retention;
import io.millrace.server.stream.embedded.segment.Roller;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import io.millrace.server.stream.embedded.segment.SegmentWriter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores groups of requests, one frame each: written, durable, visible, acknowledged, in this
 * order. For the committer only, but for {@link #fatal} and {@link #complaint}.
 */
final class CommitLog {

  private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

  private final EmbeddedConfig config;
  private final Environment environment;
  private final LogParts parts;
  private final Roller roller;
  private final Subscriptions subscriptions;
  private final Consumer<FaultPoint> faults;
  private final Merging merging;
  private SegmentWriter writer;
  private @Nullable Closing closing;

  /** Whether to look for what can be merged once nothing is being closed. */
  private boolean mergeDue;

  /**
   * Where the first frame after the snapshot goes; a frame too large for any segment goes there.
   */
  private long freshPosition;

  private volatile @Nullable BackendException fatal;
  private volatile @Nullable String complaint;

  CommitLog(
      EmbeddedConfig config,
      Environment environment,
      LogParts parts,
      Roller roller,
      Subscriptions subscriptions,
      SegmentWriter writer) {
    this.config = config;
    this.environment = environment;
    this.parts = parts;
    this.roller = roller;
    this.subscriptions = subscriptions;
    this.writer = writer;
    faults = environment.faults();
    merging = new Merging(environment.files(), parts, roller, config.segmentBytes());
  }

  /** Why nothing can be trusted any more; null as long as it can. */
  @Nullable BackendException fatal() {
    return fatal;
  }

  /** Why nothing can be stored just now; null if it can. */
  @Nullable String complaint() {
    return complaint;
  }

  /** Stores what can be stored of a group of requests; each of them succeeds or fails. */
  void store(List<CommitRequest> group) {
    BackendException dead = fatal;
    if (dead != null) {
      group.forEach(request -> request.fail(dead));
      return;
    }
    FrameBuilder frame = new FrameBuilder(parts.state());
    group.forEach(frame::add);
    if (frame.isEmpty()) {
      return;
    }
    try {
      if (!frame.saysNothing()) {
        write(frame);
      }
      recovered();
      frame.succeed();
      faults.accept(FaultPoint.AFTER_VISIBLE);
    } catch (IOException e) {
      frame.fail(new BackendException(Kind.UNAVAILABLE, complain(e), e));
    } catch (RuntimeException | Error e) {
      frame.fail(die(e));
    }
  }

  /** Says once in the log that nothing can be stored, and that it can again. */
  private String complain(IOException reason) {
    String text = "cannot write to " + environment.files().place() + ": " + reason.getMessage();
    if (complaint == null) {
      LOG.warn("{}; nothing is stored until there is room, and nothing is lost", text);
    }
    complaint = text;
    return text;
  }

  private void recovered() {
    if (complaint != null) {
      LOG.info("{} takes writes again", environment.files().place());
      complaint = null;
    }
  }

  private void write(FrameBuilder frame) throws IOException {
    Directory directory = frame.directory();
    Bytes encoded = DirectoryCodec.encode(directory);
    makeRoom(FrameHeader.length(encoded.length(), directory.storedBytes()));
    faults.accept(FaultPoint.BEFORE_WRITE);
    long blocksAt = writer.write(encoded, frame.blocks());
    faults.accept(FaultPoint.AFTER_WRITE);
    if (config.sync().always()) {
      SyncException.sync(writer::sync);
    }
    faults.accept(FaultPoint.AFTER_SYNC);
    publish(directory, frame.blocks(), blocksAt);
  }

  private void makeRoom(long frameBytes) throws IOException {
    boolean full = writer.position() + frameBytes > config.segmentBytes();
    if (full && writer.position() != freshPosition) {
      roll();
    }
  }

  private void roll() throws IOException {
    sync();
    finishClosing();
    SegmentWriter full = writer;
    SegmentIndex index = parts.indexes().open();
    writer = roller.create(full.id() + 1);
    freshPosition = writer.position();
    roller.deleteUnwanted();
    if (parts.segments().has(full.id())) {
      closing = roller.close(full, index);
    } else {
      full.close();
    }
    faults.accept(FaultPoint.ROLLED);
  }

  private void finishClosing() {
    Closing last = closing;
    closing = null;
    if (last != null) {
      last.finish();
    }
  }

  private void publish(Directory directory, List<Block> blocks, long blocksAt) {
    parts.indexes().open().add(directory, blocksAt);
    Set<String> streams = new TreeSet<>();
    for (int i = 0; i < blocks.size(); i++) {
      BlockEntry entry = directory.blocks().get(i);
      long key = SegmentIndex.key(entry.stream(), entry.partition());
      parts.appended().put(key, entry.base(), blocks.get(i).stored());
      streams.add(blocks.get(i).partition().stream());
    }
    parts.state().apply(directory);
    subscriptions.appended(streams);
  }

  /** Rolls if that lets something go, and looks for what can be merged. */
  void applyRetention() {
    if (fatal != null) {
      return;
    }
    long now = environment.clock().millis();
    try {
      if (Retention.isDue(parts.state(), parts.segments().list(), now)) {
        roll();
      }
      if (closing == null) {
        merging.start();
      } else {
        mergeDue = true;
      }
    } catch (IOException e) {
      complain(e);
    } catch (RuntimeException | Error e) {
      die(e);
    }
  }

  /**
   * Does a little of what can wait: closes the segment that is full, then merges old ones.
   *
   * @return whether there is more to do
   */
  boolean tidy() {
    if (fatal != null) {
      return false;
    }
    try {
      Closing current = closing;
      if (current == null) {
        return merging.step();
      }
      if (!current.step()) {
        closing = null;
        if (mergeDue) {
          merging.start();
        }
        mergeDue = false;
      }
      return true;
    } catch (RuntimeException | Error e) {
      die(e);
      return false;
    }
  }

  /** Makes durable what is not yet. */
  void sync() {
    if (fatal == null && writer.unsynced()) {
      try {
        SyncException.sync(writer::sync);
      } catch (SyncException e) {
        die(e);
        throw e;
      }
    }
  }

  /** Nothing can be trusted any more: says so to everybody, now and later. */
  BackendException die(Throwable cause) {
    BackendException dead =
        new BackendException(
            Kind.FATAL,
            "the embedded log in "
                + environment.files().place()
                + " cannot go on: "
                + cause.getMessage()
                + "; look at the disk, then start the server again",
            cause);
    BackendException earlier = fatal;
    if (earlier != null) {
      return earlier;
    }
    fatal = dead;
    environment.onFatal().accept(dead);
    return dead;
  }

  void close() throws IOException {
    merging.stop();
    sync();
    if (fatal == null) {
      finishClosing();
    }
    writer.close();
  }
}
