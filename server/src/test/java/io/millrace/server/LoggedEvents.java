package io.millrace.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a class logs from now on, until this is closed. For many threads. */
public final class LoggedEvents implements AutoCloseable {

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final AtomicInteger traces = new AtomicInteger();
  private final Logger logger;
  private final @Nullable Level before;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          messages.add(event.getFormattedMessage());
          traces.addAndGet(event.getThrowableProxy() == null ? 0 : 1);
        }
      };

  private LoggedEvents(String source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    before = logger.getLevel();
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  /** Listens to a class. */
  public static LoggedEvents of(Class<?> source) {
    return new LoggedEvents(source.getName());
  }

  /** Listens to the logger of a name. */
  public static LoggedEvents of(String logger) {
    return new LoggedEvents(logger);
  }

  /** How many messages contain a text. */
  public int count(String text) {
    return (int) messages.stream().filter(message -> message.contains(text)).count();
  }

  /** How many messages came with a stack trace. */
  public int traces() {
    return traces.get();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
  }
}
