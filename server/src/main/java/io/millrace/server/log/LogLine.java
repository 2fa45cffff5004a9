package io.millrace.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;

/**
 * A line of the log: {@code 2026-11-27T06:12:33.123Z ERROR [main] Worker: what is said}, and below
 * it the stack trace if there is one. As logback's pattern {@code
 * %d{"yyyy-MM-dd'T'HH:mm:ss.SSSXXX"} %-5level [%thread] %logger{0}: %msg%n} without what it takes
 * to read a pattern. Safe for many threads.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  /** A {@code ZoneId} would open every JAR of the class path at a start, to find more zones. */
  private static final TimeZone ZONE = TimeZone.getDefault();

  private static final int LEVEL_WIDTH = 5;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(128);
    TIME.formatTo(time(event.getTimeStamp()), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).append(" ".repeat(LEVEL_WIDTH - level.length()));
    line.append(" [").append(event.getThreadName()).append("] ");
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
    line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
    IThrowableProxy thrown = event.getThrowableProxy();
    return (thrown == null ? line : line.append(ThrowableProxyUtil.asString(thrown))).toString();
  }

  private static OffsetDateTime time(long epochMillis) {
    int offset = Math.toIntExact(TimeUnit.MILLISECONDS.toSeconds(ZONE.getOffset(epochMillis)));
    return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.ofTotalSeconds(offset));
  }
}
