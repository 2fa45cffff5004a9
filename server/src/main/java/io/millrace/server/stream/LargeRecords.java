package io.millrace.server.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets one group at a time work on a large record. What is made of one until it is stored takes
 * several times its bytes; with as many of them in hand as there are workers, no heap would do.
 * Records of usual size pass it by, and are bounded by the size of a round. For many threads.
 */
public final class LargeRecords {

  /** A batch of more bytes than this holds a large record. */
  public static final int LARGE = 2 << 20;

  private final Sizes sizes;
  private final List<Turn> turns = new ArrayList<>();
  private @Nullable Turn holder;

  /** Tells how much would be read, without reading it. */
  public interface Sizes {
    /** About how many bytes are read together from an offset on; 0 if that is not known. */
    int bytes(StreamPartition partition, long offset);
  }

  public LargeRecords(Sizes sizes) {
    this.sizes = sizes;
  }

  /**
   * A worker's place in this.
   *
   * @param wake is called when it may be worth to ask again, by any thread
   */
  synchronized Turn join(Runnable wake) {
    Turn turn = new Turn(wake);
    turns.add(turn);
    return turn;
  }

  private synchronized boolean take(Turn turn) {
    if (holder != null) {
      return false;
    }
    holder = turn;
    return true;
  }

  private void giveBack(Turn turn) {
    List<Turn> waiting;
    synchronized (this) {
      if (holder != turn) {
        return;
      }
      holder = null;
      waiting = List.copyOf(turns);
    }
    waiting.forEach(each -> each.wake.run());
  }

  private synchronized void leave(Turn turn) {
    turns.remove(turn);
  }

  /** One worker's turns. For the worker's thread, but for {@link #close}. */
  final class Turn {

    private final Runnable wake;
    private boolean taken;

    private Turn(Runnable wake) {
      this.wake = wake;
    }

    /** Whether what stands at an offset may be read now; if it is large, it is this one's turn. */
    boolean mayRead(StreamPartition partition, long offset) {
      if (sizes.bytes(partition, offset) <= LARGE) {
        return true;
      }
      boolean mine = !taken && take(this);
      taken |= mine;
      return mine;
    }

    /** What was read has been dealt with: the turn ends once that is stored, or has failed. */
    void endAfter(CompletableFuture<?> stored) {
      if (taken) {
        taken = false;
        var unused = stored.whenComplete((done, failure) -> giveBack(this));
      }
    }

    void close() {
      leave(this);
      giveBack(this);
    }
  }
}
