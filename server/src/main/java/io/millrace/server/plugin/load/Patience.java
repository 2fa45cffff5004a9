package io.millrace.server.plugin.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the server waits for a plugin outside of the data path. Such a call gets a thread of its
 * own, so that a plugin that never answers is named and left behind, and the start goes on.
 *
 * @param load for the constructor and what the plugin says of itself
 * @param create for one stage, which may read a large table
 * @param close for one factory or stage
 */
public record Patience(Duration load, Duration create, Duration close) {

  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(10));

  private static final Logger LOGGER = LoggerFactory.getLogger(Patience.class);

  /** After how long the log says what is waited for. */
  private static final Duration SILENT_FOR = Duration.ofSeconds(10);

  /** The call did not end in time; the message says where it stands. */
  public static final class Exhausted extends Exception {
    private static final long serialVersionUID = 1L;

    Exhausted(Duration after, Thread thread) {
      super("no answer within " + after.toMillis() + " ms; it stands at " + place(thread));
    }
  }

  private static String place(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> frame.getModuleName() == null) // not the JDK's own
        .limit(3)
        .map(StackTraceElement::toString)
        .reduce((inner, outer) -> inner + " < " + outer)
        .orElse("its end");
  }

  /**
   * Calls, and waits; says so in the log if that takes long.
   *
   * @param name what is called, also the thread's name
   * @param loader the thread's context class loader
   * @throws Exhausted if it did not end in time; it may be running still
   * @throws Throwable what the call threw
   */
  public static <T> T await(Duration limit, String name, ClassLoader loader, Callable<T> call)
      throws Throwable {
    return await(limit, SILENT_FOR, name, loader, call);
  }

  /** As {@link #await}; says so in the log after {@code silent}. */
  public static <T> T await(
      Duration limit, Duration silent, String name, ClassLoader loader, Callable<T> call)
      throws Throwable {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    if (silent.compareTo(limit) < 0) {
      thread.join(silent.toMillis());
      if (thread.isAlive()) {
        LOGGER.warn(
            "{} has not ended after {} s; it stands at {}; it is waited for up to {} s",
            name,
            silent.toSeconds(),
            place(thread),
            limit.toSeconds());
      }
    }
    long left = silent.compareTo(limit) < 0 ? limit.minus(silent).toMillis() : limit.toMillis();
    thread.join(Math.max(1, left)); // not only the task: the thread holds the loader
    if (!task.isDone()) {
      Exhausted exhausted = new Exhausted(limit, thread);
      thread.interrupt();
      throw exhausted;
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
