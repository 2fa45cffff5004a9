package io.millrace.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.pipeline.PipelinePlanner;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.topology.Topology;
import io.millrace.server.topology.TopologyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} and {@code run} say of a stage whose life does not end. */
final class RehearsalTest {

  private static final String PLUGIN =
      """
      package shop;
      import io.millrace.api.*;
      import io.vavr.control.Either;
      import java.util.List;
      import java.util.concurrent.CountDownLatch;
      public class Shop implements Plugin {
        public record None() {}
        public static class Stage implements Validator, AutoCloseable {
          public Either<Failures, Event> validate(Event event) { return Either.right(event); }
          public void close() throws Exception { new CountDownLatch(1).await(); }
        }
        public String name() { return "shop"; }
        public String version() { return "1"; }
        public List<StageFactory<?, Validator>> validators() {
          return List.of(
              StageFactory.of("opens", None.class, (s, c) -> {
                new CountDownLatch(1).await();
                return null;
              }),
              StageFactory.of("closes", None.class, (s, c) -> new Stage()));
        }
      }
      """;
  private static final String READER =
      """
      package shop;
      import io.millrace.api.*;
      import java.util.List;
      public class Reader implements Plugin {
        public record None() {}
        public String name() { return "reader"; }
        public String version() { return "1"; }
        public List<StageFactory<?, Validator>> validators() {
          return List.of(
              StageFactory.of("reads", None.class, (s, c) -> {
                throw new java.io.IOException("there is no file x");
              }));
        }
      }
      """;
  private static final String TOPOLOGY =
      """
      streams: { in: {}, out: {} }
      pipelines:
        work:
          from: in
          stages:
            - validate: opens
            - validate: closes
          to: out
      """;

  /** One that is not there does not hide what is wrong with its neighbours. */
  @Test
  void everyStageIsMadeWhateverElseIsWrongInItsPipeline(@TempDir Path directory)
      throws IOException {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    new PluginJar(directory)
        .with(READER)
        .service("shop.Reader")
        .write(plugins.resolve("reader.jar"));
    Path file =
        Files.writeString(
            directory.resolve("topology.yaml"),
            """
            streams: { in: {}, out: {} }
            pipelines:
              work:
                from: in
                stages:
                  - validate: nowhere
                  - validate: reads
                to: out
            """);
    Problems problems = new Problems();
    TopologyLoader loader = new TopologyLoader(name -> Optional.empty(), directory);
    Topology topology = loader.load(file, problems).orElseThrow();
    try (PluginRegistry registry = PluginRegistry.load(plugins)) {
      PipelinePlanner planner =
          new PipelinePlanner(
              registry, new RecordBinder(loader.context(file)), new StreamCodecs(Optional.empty()));
      assertThat(planner.plan(topology, problems)).isEmpty();
      planner.rehearse(new ServerInfo("1.0", "test", "here"), InstantSource.system(), problems);
    }

    assertThat(problems.list())
        .extracting(Problem::toString)
        .anyMatch(text -> text.contains("topology.yaml:6:") && text.contains("'nowhere'"))
        .anyMatch(
            text ->
                text.contains("topology.yaml:7:")
                    && text.contains("validator 'reads' of plugin reader 1: there is no file x"));
  }

  @Test
  void aStageThatDoesNotEndToBeMadeOrClosedIsAnErrorAtItsPlace(@TempDir Path directory)
      throws IOException {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    new PluginJar(directory).with(PLUGIN).service("shop.Shop").write(plugins.resolve("shop.jar"));
    Path file = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    Duration soon = Duration.ofMillis(200);
    Problems problems = new Problems();
    TopologyLoader loader = new TopologyLoader(name -> Optional.empty(), directory);
    Topology topology = loader.load(file, problems).orElseThrow();
    RecordBinder binder = new RecordBinder(loader.context(file));
    try (PluginRegistry registry =
        PluginRegistry.load(plugins, new Patience(Duration.ofSeconds(30), soon, soon))) {
      PipelinePlanner planner =
          new PipelinePlanner(registry, binder, new StreamCodecs(Optional.empty()));
      assertThat(planner.plan(topology, problems)).hasSize(1);
      planner.rehearse(new ServerInfo("1.0", "test", "here"), InstantSource.system(), problems);
    }

    assertThat(problems.list())
        .extracting(Problem::toString)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("topology.yaml:6:")
                    .contains(
                        "validator 'opens' of plugin shop 1: shop.jar: create gave no answer"),
            second ->
                assertThat(second)
                    .contains("topology.yaml:7:")
                    .contains(
                        "validator 'closes' of plugin shop 1: shop.jar: close gave no answer"));
  }
}
