package io.millrace.server.log;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.List;

/**
 * Sends the log to the error stream, from INFO on; Kafka's clients, which tell the story of each
 * connection at INFO, from WARN on: what matters of it Millrace says itself. Written in Java
 * because to read the same from XML takes a tenth of a start. A server has it by {@link
 * LogProvider}. Else logback finds it as a service, and a file of the user's goes before it: one
 * that {@code -Dlogback.configurationFile} names, or a {@code logback.xml} on the class path.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {

  private static final List<String> FILES =
      List.of(ClassicConstants.TEST_AUTOCONFIG_FILE, ClassicConstants.AUTOCONFIG_FILE);

  private final ClassLoader classPath;

  /** For logback. */
  public LogConfigurator() {
    this(LogConfigurator.class.getClassLoader());
  }

  LogConfigurator(ClassLoader classPath) {
    this.classPath = classPath;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    String named = System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
    if (named == null ? hasFile() : isThere(named)) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    asUsual(context);
    if (named != null) {
      context
          .getLogger(LogConfigurator.class)
          .warn(
              "{} is not there, so this log is as usual: mend -Dlogback.configurationFile", named);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** The log without a file of the user's. */
  static void asUsual(LoggerContext context) {
    KafkaClientLog filter = new KafkaClientLog();
    filter.setContext(context);
    filter.start();
    context.addTurboFilter(filter);
    context.getLogger("org.apache.kafka").setLevel(Level.WARN);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console(context));
  }

  private boolean hasFile() {
    return FILES.stream().anyMatch(file -> classPath.getResource(file) != null);
  }

  /** As logback looks for it: a URL, something on the class path, a file. */
  private boolean isThere(String named) {
    try {
      return !new URL(named).toExternalForm().isEmpty();
    } catch (MalformedURLException e) {
      return classPath.getResource(named) != null || new File(named).isFile();
    }
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    LogLine line = new LogLine();
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }
}
