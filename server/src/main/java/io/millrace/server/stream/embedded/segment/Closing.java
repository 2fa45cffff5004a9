package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.file.FaultPoint;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left to do with a segment that another has followed: to cut it, and to store its index. A
 * little with each step, between commits; whatever fails here can be done later. For the committer
 * only.
 */
public final class Closing {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final SegmentWriter segment;
  private final IndexWriter index;
  private final Consumer<FaultPoint> faults;
  private boolean cut;

  Closing(SegmentWriter segment, IndexWriter index, Consumer<FaultPoint> faults) {
    this.segment = segment;
    this.index = index;
    this.faults = faults;
  }

  /**
   * Does a little.
   *
   * @return whether there is more to do
   */
  public boolean step() {
    try {
      if (!cut) {
        segment.cut();
        segment.close();
        cut = true;
        return true;
      }
      if (index.step()) {
        return true;
      }
      faults.accept(FaultPoint.INDEX_WRITTEN);
    } catch (IOException e) {
      LOG.warn("the index of {} is not stored", SegmentHeader.fileName(segment.id()), e);
      giveUp();
    }
    return false;
  }

  /** Does all that is left. */
  public void finish() {
    while (step()) {
      // goes on
    }
  }

  private void giveUp() {
    try (segment) {
      index.close();
    } catch (IOException e) {
      LOG.debug("not closed", e);
    }
  }
}
