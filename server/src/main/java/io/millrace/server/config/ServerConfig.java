package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import java.nio.file.Path;

/**
 * All settings of the server: {@code conf/server.yaml}.
 *
 * @param environment the environment's name
 * @param backend what stores streams
 * @param data the embedded backend's data
 * @param kafka the Kafka cluster
 * @param http the HTTP server
 * @param plugins where plugins are
 * @param schemaRegistry the schema registry
 * @param engine how records are worked through
 */
public record ServerConfig(
    @Setting(
            value = "The environment's name, told to stages and in failure records.",
            byDefault = "development")
        String environment,
    @Setting(value = "What stores streams.", byDefault = "embedded") BackendKind backend,
    @Setting(value = "The embedded backend's data.", byDefault = "{}") DataConfig data,
    @Setting(value = "The Kafka cluster.", byDefault = "{}") KafkaConfig kafka,
    @Setting(value = "The HTTP server.", byDefault = "{}") HttpConfig http,
    @Setting(value = "The plugins.", byDefault = "{}") PluginsConfig plugins,
    @Setting(value = "The schema registry.", byDefault = "{}") SchemaRegistryConfig schemaRegistry,
    @Setting(value = "How records are worked through.", byDefault = "{}") EngineConfig engine) {

  public ServerConfig {
    new Limits()
        .must(!environment.isBlank(), "the environment needs a name, such as production")
        .check();
  }

  /** What stores streams. */
  public enum BackendKind {
    /** Our own log in a directory of this machine. */
    EMBEDDED,
    /** Topics of a Kafka cluster. */
    KAFKA,
    /** The heap: everything is gone when the server stops. */
    MEMORY
  }

  /**
   * Where plugins are.
   *
   * @param directory the directory of JARs and folders of JARs
   */
  public record PluginsConfig(
      @Setting(value = "The directory of plugins.", byDefault = "plugins") Path directory) {}
}
