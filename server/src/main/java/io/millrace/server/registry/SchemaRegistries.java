package io.millrace.server.registry;

import io.millrace.server.config.SchemaRegistryConfig;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the registry that the settings name. */
public final class SchemaRegistries {

  private SchemaRegistries() {}

  /** The registry; empty if none is named. Nothing is asked yet. */
  public static Optional<SchemaRegistry> of(SchemaRegistryConfig config, InstantSource clock) {
    return config
        .url()
        .map(url -> new RegistryClient(new RegistryHttp(url, config)))
        .map(client -> new CachedRegistry(client, config.maxSchemas(), clock));
  }
}
