package io.millrace.server.stream.embedded;

import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Damage;
import io.millrace.server.stream.embedded.frame.FrameScanner;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.Roller;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import io.millrace.server.stream.embedded.segment.SegmentStarts;
import io.millrace.server.stream.embedded.segment.SegmentStarts.Start;
import io.millrace.server.stream.embedded.segment.SegmentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a directory: the newest segment starts with a snapshot of everything, so only that one is
 * read whole, however many there are; of the others, the start.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Environment environment;
  private final LogFiles files;
  private final LogParts parts;
  private final Roller roller;
  private final List<String> complaints = new ArrayList<>();

  Recovery(Environment environment, LogParts parts, Roller roller) {
    this.environment = environment;
    files = environment.files();
    this.parts = parts;
    this.roller = roller;
  }

  /** What is damaged, for people. */
  List<String> complaints() {
    return complaints;
  }

  /** Brings the parts up to date and goes on with the newest segment, or makes the first. */
  SegmentWriter open() throws IOException {
    List<Long> ids = segmentIds();
    if (ids.isEmpty()) {
      return roller.create(1);
    }
    // a process that was killed may have left names that no power failure would have kept
    SyncException.sync(files::syncDirectory);
    List<Start> starts = new SegmentStarts(files, parts.indexes()).read(ids);
    roller.delete(merged(ids, starts));
    int newest = newestSnapshot(starts);
    starts.subList(0, newest).stream()
        .filter(start -> start.snapshot().isEmpty())
        .forEach(start -> complain(damagedStart(start.segment())));
    List<Segment> segments =
        new ArrayList<>(starts.subList(0, newest).stream().map(Start::segment).toList());
    long last = ids.get(ids.size() - 1);
    long end = 0;
    for (Start start : starts.subList(newest, starts.size())) {
      segments.add(start.snapshot().isPresent() ? start.segment() : standing(start.segment()));
      end = replay(start.segment().id(), start.segment().id() == last);
    }
    parts.segments().start(segments);
    SegmentWriter writer = roller.resume(last, end);
    roller.deleteUnwanted();
    return writer;
  }

  /** The segments there are; what a roll or an index left half done is deleted. */
  private List<Long> segmentIds() throws IOException {
    List<Long> ids = new ArrayList<>();
    for (String name : files.list()) {
      if (name.endsWith(".new")) {
        files.delete(name);
      }
      SegmentHeader.idIn(name).ifPresent(ids::add);
    }
    Collections.sort(ids);
    return ids;
  }

  /** Those whose records stand in another one too, as a merge was not ended. */
  private static List<Segment> merged(List<Long> ids, List<Start> starts) {
    Set<Long> left = new HashSet<>(ids);
    starts.forEach(start -> left.remove(start.segment().id()));
    return left.stream().map(id -> Segment.of(id, 0, List.of())).toList();
  }

  private static int newestSnapshot(List<Start> starts) {
    int newest = starts.size() - 1;
    while (starts.get(newest).snapshot().isEmpty()) {
      newest--;
    }
    return newest;
  }

  /** A segment whose start is damaged, but not the one before: it starts where that one ends. */
  private Segment standing(Segment damaged) {
    complain(damagedStart(damaged));
    long now = environment.clock().millis();
    return Segment.of(damaged.id(), now, parts.state().snapshot(Map.of()).partitions());
  }

  private static Damage damagedStart(Segment segment) {
    return new Damage(
        SegmentHeader.fileName(segment.id()), 0, SegmentHeader.BYTES, "damaged start");
  }

  private void complain(Damage damage) {
    LOG.error("stored data is damaged: {}", damage);
    complaints.add("stored data is damaged: " + damage);
  }

  /** Applies the frames of a segment; cuts from the last one what was not written whole. */
  private long replay(long id, boolean last) throws IOException {
    SegmentIndex index = new SegmentIndex();
    String name = SegmentHeader.fileName(id);
    try (LogFile file = files.open(name)) {
      FrameScanner.Result result =
          new FrameScanner(file, id, true)
              .scan(
                  (header, directory) -> {
                    parts.state().apply(directory);
                    index.add(directory, header.blocksAt());
                  });
      result.damages().forEach(this::complain);
      if (last) {
        parts.indexes().open(id, index);
        Tail.cut(file, name, result.end());
      }
      return result.end();
    }
  }
}
