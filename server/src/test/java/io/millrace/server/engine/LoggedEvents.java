package io.millrace.server.engine;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class logs from now on, until this is closed. For many threads. */
final class LoggedEvents implements AutoCloseable {

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          messages.add(event.getFormattedMessage());
        }
      };

  private LoggedEvents(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    appender.start();
    logger.addAppender(appender);
  }

  static LoggedEvents of(Class<?> source) {
    return new LoggedEvents(source);
  }

  /** How many messages contain a text. */
  int count(String text) {
    return (int) messages.stream().filter(message -> message.contains(text)).count();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
