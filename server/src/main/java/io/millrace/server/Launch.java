package io.millrace.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a server is started from.
 *
 * @param home the distribution's directory: relative paths start here
 * @param config the server file; empty: {@code conf/server.yaml} of the home, which may be absent
 * @param topology the topology, a file or a directory
 * @param overrides server settings over those of the file, as {@code KEY=VALUE}
 * @param environment looks an environment variable up
 */
public record Launch(
    Path home,
    Optional<Path> config,
    Path topology,
    List<String> overrides,
    Function<String, Optional<String>> environment) {

  public Launch {
    overrides = List.copyOf(overrides);
  }
}
