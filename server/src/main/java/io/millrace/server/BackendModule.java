package io.millrace.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.millrace.server.config.DataConfig;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.embedded.SyncMode;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.memory.MemoryBackend;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The backend that the configuration names. */
final class BackendModule extends AbstractModule {

  private static final long CACHE_BYTES = 32 << 20;

  private final ServerConfig config;
  private final Consumer<Throwable> fatal;

  BackendModule(ServerConfig config, Consumer<Throwable> fatal) {
    this.config = config;
    this.fatal = fatal;
  }

  @Provides
  @Singleton
  Backend backend(InstantSource clock) {
    return switch (config.backend()) {
      case EMBEDDED -> EmbeddedBackend.open(embedded(config.data()), clock, fatal::accept);
      case MEMORY -> new MemoryBackend();
      case KAFKA -> KafkaBackend.open(KafkaCheck.settings(config.kafka(), HostName.find()));
    };
  }

  private static EmbeddedConfig embedded(DataConfig data) {
    return new EmbeddedConfig(
        data.directory(),
        data.segmentSize(),
        data.sync().every().map(SyncMode::new).orElse(SyncMode.ALWAYS),
        (int) data.maxRecordSize(),
        CACHE_BYTES);
  }
}
