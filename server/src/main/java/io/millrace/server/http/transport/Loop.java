package io.millrace.server.http.transport;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one thread share: their deadlines are looked after together, and what is
 * to be done once for many waits for the end of the pass over all of them.
 */
public final class Loop {

  private static final long SWEEP_MILLIS = 250;

  private static final Logger LOGGER = LoggerFactory.getLogger(Loop.class);

  private final EventLoop events;
  private final ResponseWriter writer = new ResponseWriter();
  private final Set<Connection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Runnable> atEnd = new ArrayList<>();
  private boolean stopping;

  Loop(EventLoop events) {
    this.events = events;
  }

  void start() {
    writer.tick(Instant.now());
    var unused =
        events.scheduleAtFixedRate(
            () -> guard(this::sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs a task on this loop's thread: at once if it is the caller's. After the end nothing is run:
   * there are no connections any more that it could be for.
   */
  public void run(Runnable task) {
    if (events.inEventLoop()) {
      task.run();
      return;
    }
    try {
      events.execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("http.stopped: an answer came after the end");
    }
  }

  /**
   * Runs a task once all connections that are ready have been read. Netty runs tasks after it has
   * passed over the ready connections.
   */
  public void atEnd(Runnable task) {
    if (atEnd.isEmpty()) {
      events.execute(this::runAtEnd);
    }
    atEnd.add(task);
  }

  ResponseWriter writer() {
    return writer;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** Lets every connection end once its requests are answered. */
  void stop() {
    stopping = true;
    List.copyOf(connections).forEach(connection -> guard(connection, connection::stop));
  }

  boolean isStopping() {
    return stopping;
  }

  private void runAtEnd() {
    List<Runnable> tasks = List.copyOf(atEnd);
    atEnd.clear();
    tasks.forEach(Loop::guard);
  }

  private void sweep() {
    writer.tick(Instant.now());
    long now = System.nanoTime();
    // A copy, because connections that are closed leave the set.
    List.copyOf(connections).forEach(connection -> guard(connection, () -> connection.sweep(now)));
  }

  /** What fails for one connection ends it, and hurts no other. */
  private static void guard(Connection connection, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOGGER.error("http.defect: a connection is closed because of an unexpected error", e);
      guard(connection::cut);
    }
  }

  private static void guard(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOGGER.error("http.defect: something that was due could not be done", e);
    }
  }
}
