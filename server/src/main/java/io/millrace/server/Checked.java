package io.millrace.server;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.ServerConfigLoader.Loaded;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.pipeline.PipelinePlanner;
import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.registry.SchemaRegistries;
import io.millrace.server.registry.UnknownRegistry;
import io.millrace.server.topology.Topology;
import io.millrace.server.topology.TopologyLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * All that was read before a start, with nothing wrong in it. {@code check} and {@code run} both
 * come here.
 *
 * @param config the server's settings
 * @param effective all settings in force as YAML, secrets masked
 * @param topology the wiring
 * @param plugins the plugins; closed by whoever has this
 * @param plans the pipelines, ready to be opened
 * @param info what stages are told of the server
 */
public record Checked(
    ServerConfig config,
    String effective,
    Topology topology,
    PluginRegistry plugins,
    List<PipelinePlan> plans,
    ServerInfo info)
    implements AutoCloseable {

  /**
   * Reads and checks everything, and makes each stage once.
   *
   * @param problems takes everything that is wrong
   * @return empty if something is wrong
   */
  public static Optional<Checked> read(Launch launch, Problems problems) {
    ServerConfigLoader loader = new ServerConfigLoader(launch.environment(), launch.home());
    Optional<Loaded> config =
        launch.config().isPresent()
            ? loader.load(launch.config().get(), launch.overrides(), problems)
            : loader.loadDefault(launch.overrides(), problems);
    TopologyLoader topologies = new TopologyLoader(launch.environment(), launch.home());
    Topology topology = topologies.read(launch.topology(), problems);
    RecordBinder binder = new RecordBinder(topologies.context(launch.topology()));
    if (config.isEmpty()) {
      loader
          .pluginDirectory(launch.config(), launch.overrides())
          .ifPresent(plugins -> explain(plugins, topology, binder, problems));
      return Optional.empty();
    }
    return plan(config.get(), topology, binder, problems);
  }

  /** What is wrong with the stages can be told although the server's own settings are wrong. */
  private static void explain(
      Path directory, Topology topology, RecordBinder binder, Problems problems) {
    ServerInfo info = new ServerInfo(Version.MILLRACE, "unknown", HostName.find());
    try (PluginRegistry plugins = plugins(directory, problems)) {
      StreamCodecs codecs = new StreamCodecs(Optional.of(new UnknownRegistry()));
      plans(plugins, topology, binder, codecs, info, problems);
    }
  }

  private static Optional<Checked> plan(
      Loaded loaded, Topology topology, RecordBinder binder, Problems problems) {
    ServerConfig config = loaded.config();
    if (config.backend() == ServerConfig.BackendKind.KAFKA) {
      KafkaCheck.check(config.kafka(), loaded.written(), problems);
    }
    PluginRegistry plugins = plugins(config.plugins().directory(), problems);
    ServerInfo info = new ServerInfo(Version.MILLRACE, config.environment(), HostName.find());
    StreamCodecs codecs =
        new StreamCodecs(SchemaRegistries.of(config.schemaRegistry(), InstantSource.system()));
    List<PipelinePlan> plans = plans(plugins, topology, binder, codecs, info, problems);
    new HeapCheck(Runtime.getRuntime().maxMemory(), problems).check(config);
    if (problems.hasErrors()) {
      plugins.close();
      return Optional.empty();
    }
    warnOfBroken(plugins, problems);
    return Optional.of(new Checked(config, loaded.effective(), topology, plugins, plans, info));
  }

  /** Nothing of the topology uses them, or there would be an error. */
  private static void warnOfBroken(PluginRegistry plugins, Problems problems) {
    for (PluginDescription plugin : plugins.plugins()) {
      plugin
          .broken()
          .ifPresent(
              fault ->
                  problems.warning(
                      fault.code(),
                      Location.of(plugin.source().toString()),
                      fault.reason() + "; no stage of the topology needs it",
                      fault.mend()));
    }
  }

  private static PluginRegistry plugins(Path directory, Problems problems) {
    PluginRegistry plugins = PluginRegistry.load(directory);
    Location place = new Location(directory.toString(), 0, 0);
    plugins.warnings().forEach(text -> problems.warning("plugin.warning", place, text, ""));
    return plugins;
  }

  private static List<PipelinePlan> plans(
      PluginRegistry plugins,
      Topology topology,
      RecordBinder binder,
      StreamCodecs codecs,
      ServerInfo info,
      Problems problems) {
    PipelinePlanner planner = new PipelinePlanner(plugins, binder, codecs);
    List<PipelinePlan> plans = planner.plan(topology, problems);
    planner.rehearse(info, InstantSource.system(), problems);
    return plans;
  }

  @Override
  public void close() {
    plugins.close();
  }
}
