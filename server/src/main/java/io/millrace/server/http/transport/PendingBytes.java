package io.millrace.server.http.transport;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of bodies, or of answers, that all connections hold, bounded. For many threads. */
public final class PendingBytes {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  public PendingBytes(long most) {
    this.most = most;
  }

  /** Takes some bytes of the bound; false if they are not to be had. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** As {@link #take}, but who asks while nothing is taken gets more than the bound as well. */
  boolean takeOrBeAlone(long bytes) {
    long now = held.addAndGet(bytes);
    if (now <= most || now == bytes) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Whether so many bytes could ever be had. */
  boolean couldHold(long bytes) {
    return bytes <= most;
  }

  /** The bound. */
  long most() {
    return most;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  public long held() {
    return held.get();
  }
}
