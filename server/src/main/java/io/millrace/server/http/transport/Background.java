package io.millrace.server.http.transport;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.TimeUnit;

/** Two threads for what would hold connections up: reading streams, writing long answers. */
public final class Background implements AutoCloseable {

  private static final int THREADS = 2;

  private final EventExecutorGroup threads =
      new DefaultEventExecutorGroup(THREADS, new DefaultThreadFactory("http-background", true));

  /** Runs a task soon. */
  public void run(Runnable task) {
    threads.execute(task);
  }

  /** Answers an exchange off the thread of its connection. */
  public void answer(Exchange exchange, Runnable work) {
    run(() -> Desk.guard(exchange, work));
  }

  @Override
  public void close() {
    var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
