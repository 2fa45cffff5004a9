package io.millrace.server.stream.embedded.merge;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.Roller;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges old segments of which little is wanted, one merge at a time. For the committer only.
 * Nothing depends on a merge: one that fails leaves all as it was.
 */
public final class Merging {

  private static final Logger LOG = LoggerFactory.getLogger(Merging.class);

  private final LogFiles files;
  private final LogParts parts;
  private final Roller roller;
  private final long segmentBytes;
  private final Set<Long> hopeless = new HashSet<>();
  private @Nullable Merge merge;
  private boolean waiting;

  public Merging(LogFiles files, LogParts parts, Roller roller, long segmentBytes) {
    this.files = files;
    this.parts = parts;
    this.roller = roller;
    this.segmentBytes = segmentBytes;
  }

  /** Looks whether there is something to merge. */
  public void start() {
    if (merge != null) {
      return;
    }
    MergeChoice.Choice choice =
        MergeChoice.choose(
            parts.state(),
            parts.segments().list(),
            segmentBytes,
            segment -> hopeless.contains(segment.id()));
    if (!choice.segments().isEmpty() && hasRoom(choice.wanted())) {
      merge = new Merge(files, parts, roller, choice.segments());
    }
  }

  /** A merge needs room before it gives any, and must not take that of the next commits. */
  private boolean hasRoom(long bytes) {
    try {
      boolean room = files.room() - bytes >= segmentBytes;
      if (!room && !waiting) {
        LOG.warn("{} is too full to merge old segments; that waits for room", files.place());
      }
      waiting = !room;
      return room;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Does a little of the merge at hand, if there is one.
   *
   * @return whether there is more to do
   */
  public boolean step() {
    Merge current = merge;
    if (current == null) {
      return false;
    }
    try {
      if (current.step()) {
        return true;
      }
      merge = null;
      start();
      return merge != null;
    } catch (IOException | BackendException e) {
      if (e instanceof BackendException) {
        hopeless.add(current.atHand().id());
      }
      LOG.warn("old segments cannot be merged, and stay as they are: {}", e.getMessage());
      stop();
      return false;
    }
  }

  /** Gives up the merge at hand. */
  public void stop() {
    Merge current = merge;
    merge = null;
    if (current == null) {
      return;
    }
    try {
      current.abandon();
    } catch (IOException e) {
      LOG.warn("what is left of a merge is not deleted; the next start does it", e);
    }
  }
}
