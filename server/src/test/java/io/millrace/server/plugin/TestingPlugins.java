package io.millrace.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.testing.TestingContext;
import io.millrace.server.config.bind.BindingContext;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StageKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory of plugins that a test fills, and stages of them. */
final class TestingPlugins {

  static final Location PLACE = new Location("conf/topology.yaml", 12, 19);

  private final Path scratch;
  private final Path directory;

  TestingPlugins(Path scratch) {
    this.scratch = scratch;
    try {
      directory = Files.createDirectory(scratch.resolve("plugins"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  /** Where the JAR of a name belongs. */
  Path jar(String name) {
    return directory.resolve(name + ".jar");
  }

  /** A JAR with nothing in it, not written yet. */
  PluginJar newJar() {
    return new PluginJar(scratch);
  }

  /** Writes the JAR of a plugin whose class is {@code ThePlugin}. */
  void write(String name, String source) {
    String pack = source.substring("package ".length(), source.indexOf(';'));
    newJar().with(source).service(pack + ".ThePlugin").write(jar(name));
  }

  /** A stage that validates, of a plugin that must offer it. */
  static GuardedValidator stage(PluginRegistry registry, String stage)
      throws StageCreationException {
    return (GuardedValidator) plan(registry, stage).create(TestingContext.create());
  }

  static StagePlan plan(PluginRegistry registry, String stage) {
    Problems problems = new Problems();
    Optional<StagePlan> plan =
        registry.plan(definition(StageKind.VALIDATE, stage), binder(), problems);
    assertThat(problems.list()).isEmpty();
    return plan.orElseThrow();
  }

  /** A new one each time: a binder keeps the settings' classes that it has bound. */
  static RecordBinder binder() {
    return new RecordBinder(new BindingContext(name -> Optional.empty(), List.of()));
  }

  static StageDefinition definition(StageKind kind, String uses) {
    return definition(kind, uses, Node.Fields.none(PLACE));
  }

  static StageDefinition definition(StageKind kind, String uses, Node.Fields settings) {
    return new StageDefinition(kind, uses, uses, settings, Optional.empty(), PLACE);
  }
}
