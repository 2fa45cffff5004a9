package io.millrace.server.plugin.load;

import io.millrace.api.StageFactory;
import io.millrace.server.plugin.text.Fatal;
import io.millrace.server.topology.StageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin that works.
 *
 * @param description what it says of itself
 * @param factories in the order of the description's offers
 * @param loader its class loader
 * @param patience how long its factories may take
 */
public record LoadedPlugin(
    PluginDescription description,
    List<Offered> factories,
    PluginClassLoader loader,
    Patience patience)
    implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(LoadedPlugin.class);

  /** A factory, and what was learned from it once. */
  public record Offered(StageOffer offer, StageFactory<?, ?> factory) {}

  public LoadedPlugin {
    factories = List.copyOf(factories);
  }

  static PluginDescription broken(Path source, PluginFault fault) {
    return new PluginDescription(
        source, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.of(fault));
  }

  public Optional<Offered> find(StageKind kind, String name) {
    return factories.stream()
        .filter(offered -> offered.offer().kind() == kind && offered.offer().name().equals(name))
        .findFirst();
  }

  /** Closes the factories and then the class loader. Never throws. */
  @Override
  public void close() {
    for (Offered offered : factories) {
      if (offered.factory() instanceof AutoCloseable closeable) {
        close(offered.offer(), closeable);
      }
    }
    nameLeftThreads();
    try {
      loader.close();
    } catch (IOException e) {
      LOGGER.warn("plugin {}: its JARs could not be closed", description, e);
    }
  }

  private void close(StageOffer offer, AutoCloseable factory) {
    try {
      Patience.await(
          patience.close(),
          "close " + offer,
          loader,
          () -> {
            factory.close();
            return true;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      Fatal.rethrow(e);
      LOGGER.warn("plugin {}: the factory of {} could not be closed", description, offer, e);
    }
  }

  /** A thread that a plugin leaves running keeps all of its classes in memory. */
  private void nameLeftThreads() {
    List<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread != Thread.currentThread())
            .filter(
                thread ->
                    thread.getContextClassLoader() == loader
                        || thread.getClass().getClassLoader() == loader)
            .map(Thread::getName)
            .sorted()
            .toList();
    if (!left.isEmpty()) {
      LOGGER.warn("plugin {} left threads running: {}; they leak its memory", description, left);
    }
  }
}
