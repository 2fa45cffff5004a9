package io.millrace.server.plugin;

import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.plugin.load.ApiLinks;
import io.millrace.server.plugin.load.Breakage;
import io.millrace.server.plugin.load.BrokenPluginException;
import io.millrace.server.plugin.load.LoadedPlugin;
import io.millrace.server.plugin.load.LoadedPlugin.Offered;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.plugin.load.PluginDirectory;
import io.millrace.server.plugin.load.PluginFault;
import io.millrace.server.plugin.load.PluginLoader;
import io.millrace.server.plugin.load.PluginSource;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.plugin.text.Fatal;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.topology.StageDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plugins of a server, those that work and those that do not. Safe for many threads after
 * loading.
 */
public final class PluginRegistry implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(PluginRegistry.class);

  private final List<LoadedPlugin> loaded;
  private final List<PluginDescription> descriptions;
  private final List<String> warnings;

  private PluginRegistry(
      List<LoadedPlugin> loaded, List<PluginDescription> descriptions, List<String> warnings) {
    this.loaded = List.copyOf(loaded);
    this.descriptions = List.copyOf(descriptions);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Loads every plugin of a directory. A broken one is described with its reason, and stops
   * nothing; a directory that is not there is a warning.
   */
  public static PluginRegistry load(Path directory) {
    return load(directory, Patience.DEFAULT);
  }

  static PluginRegistry load(Path directory, Patience patience) {
    PluginDirectory.Found found = PluginDirectory.scan(directory);
    ApiLinks links = new ApiLinks();
    // Each class of each JAR is looked at: a good part of the time that a start takes.
    List<Attempt> attempts =
        found.sources().parallelStream()
            .map(source -> attempt(new PluginLoader(source, patience), source, links))
            .toList();
    List<LoadedPlugin> loaded =
        attempts.stream().flatMap(attempt -> attempt.plugin().stream()).toList();
    List<PluginDescription> descriptions = new ArrayList<>(found.broken());
    attempts.forEach(attempt -> descriptions.add(attempt.description()));
    descriptions.sort(Comparator.comparing(PluginDescription::source));
    List<String> warnings = new ArrayList<>(found.warnings());
    warnings.addAll(Ambiguity.warnings(loaded));
    return new PluginRegistry(loaded, descriptions, warnings);
  }

  private static Attempt attempt(PluginLoader loader, PluginSource source, ApiLinks links) {
    try {
      LoadedPlugin plugin = loader.load(links);
      return new Attempt(Optional.of(plugin), plugin.description());
    } catch (BrokenPluginException e) {
      LOGGER.debug("plugin {} is broken", source.file(), e);
      return new Attempt(Optional.empty(), loader.describe(Optional.of(e.fault())));
    }
  }

  /** What came of loading a plugin; nothing but a description if it is broken. */
  private record Attempt(Optional<LoadedPlugin> plugin, PluginDescription description) {}

  /** What was found, in the order of the files' names. */
  public List<PluginDescription> plugins() {
    return descriptions;
  }

  /** What concerns no single plugin: a directory that is not there, names offered twice. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Finds what a stage of the topology uses, and binds its settings.
   *
   * @param definition the stage
   * @param binder binds its settings
   * @param problems takes all that is wrong, at its place in the YAML
   * @return the plan; empty if something is wrong
   */
  public Optional<StagePlan> plan(
      StageDefinition definition, RecordBinder binder, Problems problems) {
    List<LoadedPlugin> offering =
        loaded.stream()
            .filter(plugin -> plugin.find(definition.kind(), definition.uses()).isPresent())
            .toList();
    if (offering.isEmpty()) {
      new UnknownStage(definition, descriptions).report(problems);
      return Optional.empty();
    }
    Optional<String> ambiguity = Ambiguity.of(definition, offering, loaded);
    if (ambiguity.isPresent()) {
      problems.error(
          "plugin.ambiguous",
          definition.location(),
          ambiguity.get(),
          "leave one of them in the plugins directory");
      return Optional.empty();
    }
    return bind(definition, offering.get(0), binder, problems);
  }

  private static Optional<StagePlan> bind(
      StageDefinition definition, LoadedPlugin plugin, RecordBinder binder, Problems problems) {
    Offered offered = plugin.find(definition.kind(), definition.uses()).orElseThrow();
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    thread.setContextClassLoader(plugin.loader());
    try {
      return binder
          .bindWithMask(definition.settings(), offered.offer().settings(), problems)
          .map(
              bound ->
                  new StagePlan(
                      definition, plugin, offered, bound.settings(), new Secrets(bound.mask())));
    } catch (Throwable e) {
      Fatal.rethrow(e);
      PluginFault fault =
          Breakage.of(plugin.description().file(), "the settings of " + offered.offer(), e);
      problems.error(fault.code(), definition.location(), fault.reason(), fault.mend());
      return Optional.empty();
    } finally {
      thread.setContextClassLoader(outer);
    }
  }

  /** Closes all factories and then all class loaders. Never throws. Stages are closed before. */
  @Override
  public void close() {
    loaded.forEach(LoadedPlugin::close);
  }
}
