package io.millrace.server.config;

import io.millrace.server.config.bind.BindingContext;
import io.millrace.server.config.bind.EffectiveSettings;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.config.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code conf/server.yaml} and what the command line sets over it. */
public final class ServerConfigLoader {

  private final Function<String, Optional<String>> environment;
  private final Path home;

  /**
   * A loader.
   *
   * @param environment looks an environment variable up
   * @param home the server's home: the start of relative paths
   */
  public ServerConfigLoader(Function<String, Optional<String>> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /**
   * What was loaded.
   *
   * @param config the settings
   * @param effective all settings in force as YAML, secrets masked
   * @param written the settings as they were written, for places of what is checked elsewhere
   */
  public record Loaded(ServerConfig config, String effective, Node.Fields written) {}

  /**
   * Loads the default file, {@code conf/server.yaml} of the home, which may be absent.
   *
   * @param overrides {@code KEY=VALUE}, the later over the earlier
   * @param problems takes everything that is wrong
   * @return the settings; empty if something is wrong
   */
  public Optional<Loaded> loadDefault(List<String> overrides, Problems problems) {
    Path file = defaultFile();
    return Files.exists(file)
        ? load(file, overrides, problems)
        : load(Node.Fields.none(new Location(file.toString(), 1, 1)), overrides, problems);
  }

  /** As {@link #loadDefault}, from a file that was named and must be there. */
  public Optional<Loaded> load(Path file, List<String> overrides, Problems problems) {
    Optional<Node.Fields> fields = YamlReader.readFile(file, file.toString(), problems);
    if (Files.notExists(file)) {
      // What is set over it can be told all the same.
      return load(Node.Fields.none(new Location(file.toString(), 1, 1)), overrides, problems);
    }
    return fields.flatMap(found -> load(found, overrides, problems));
  }

  /**
   * Where plugins are, for a server file that has been read already and has something wrong in it.
   *
   * @param file the file; empty: the default one
   * @return empty if that is not known
   */
  public Optional<Path> pluginDirectory(Optional<Path> file, List<String> overrides) {
    Path read = file.orElse(defaultFile());
    Problems told = new Problems();
    Optional<Node.Fields> written =
        file.isPresent() || Files.exists(read)
            ? YamlReader.readFile(read, read.toString(), told)
            : Optional.of(Node.Fields.none(new Location(read.toString(), 1, 1)));
    return written
        .map(fields -> overridden(fields, overrides, told))
        .map(fields -> fields.entries().get("plugins"))
        .map(Node.Entry::value)
        .or(() -> written.map(fields -> Node.Fields.none(fields.location())))
        .filter(Node.Fields.class::isInstance)
        .map(Node.Fields.class::cast)
        .flatMap(
            fields ->
                new RecordBinder(context()).bind(fields, ServerConfig.PluginsConfig.class, told))
        .map(ServerConfig.PluginsConfig::directory);
  }

  private Path defaultFile() {
    return home.resolve("conf").resolve("server.yaml");
  }

  /** Data must not move when a directory of the same name turns up beside the file. */
  private BindingContext context() {
    return new BindingContext(environment, List.of(home));
  }

  private static Node.Fields overridden(
      Node.Fields file, List<String> overrides, Problems problems) {
    Node.Fields settings = file;
    for (String override : overrides) {
      settings = SettingOverride.apply(settings, override, problems).orElse(settings);
    }
    return settings;
  }

  private Optional<Loaded> load(Node.Fields file, List<String> overrides, Problems problems) {
    Node.Fields written = overridden(file, overrides, problems);
    Optional<ServerConfig> config =
        new RecordBinder(context()).bind(written, ServerConfig.class, problems);
    return problems.hasErrors()
        ? Optional.empty()
        : config.map(found -> new Loaded(found, EffectiveSettings.print(found, written), written));
  }
}
