package io.millrace.server.log;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.Reporter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback as {@link LogConfigurator} sets it up, and nothing looked for: SLF4J and logback would
 * open every JAR of the class path to find what might stand in for them, a tenth of a start.
 */
public final class LogProvider implements SLF4JServiceProvider {

  /** The version of SLF4J's API that is asked for: any of these. */
  private static final String SLF4J = "2.0.99";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter values = new LogbackMDCAdapter();

  /**
   * Makes this the provider of the process, unless the user has named another, or a file for
   * logback: whoever does that has logback's own way. To be called before anything logs.
   */
  public static void choose() {
    boolean named =
        System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
            || System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) != null;
    if (!named) {
      System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
      if (System.getProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY) == null) {
        // It tells at INFO that there is a provider.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
      }
    }
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(values);
    LogConfigurator.asUsual(context);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return values;
  }

  @Override
  public String getRequestedApiVersion() {
    return SLF4J;
  }
}
