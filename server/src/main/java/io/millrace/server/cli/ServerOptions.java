package io.millrace.server.cli;

import io.millrace.server.Launch;
import io.millrace.server.config.bind.BindingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which files a server is started from; {@code run} and {@code check} have the same. */
final class ServerOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server file; conf/server.yaml of the home unless named.")
  private @Nullable Path config;

  @Option(
      names = "--topology",
      paramLabel = "FILE|DIR",
      description =
          "The topology, a file or a directory of files; conf/topology.yaml of the home unless"
              + " named.")
  private @Nullable Path topology;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A server setting over the file's, such as http.port=8081; may be repeated.")
  private List<String> overrides = List.of();

  Launch launch() {
    return launch(config, topology, overrides);
  }

  /** From the files that were named, or the home's. */
  static Launch launch(@Nullable Path config, @Nullable Path topology, List<String> overrides) {
    Path home = home();
    return new Launch(
        home,
        Optional.ofNullable(config),
        topology == null ? home.resolve("conf").resolve("topology.yaml") : topology,
        overrides,
        BindingContext.processEnvironment());
  }

  /** The distribution's directory, as its start script says; else the working directory. */
  static Path home() {
    return Path.of(System.getProperty("millrace.home", "")).toAbsolutePath().normalize();
  }
}
