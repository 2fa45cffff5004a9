package io.millrace.server.engine;

import io.millrace.server.plugin.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JAR of a plugin that does what each event tells it to in its field {@code do}: the engine's
 * tests give orders in the events they send.
 */
final class TrialPlugin {

  private static final String SOURCE =
      """
      package trial;

      import io.millrace.api.*;
      import io.vavr.control.Either;
      import java.nio.file.*;
      import java.util.*;

      public final class Trial implements Plugin {

        public record None() {}

        public record Outside(Path file) {}

        private static final FieldPath DO = FieldPath.of("do");

        public String name() {
          return "trial";
        }

        public List<StageFactory<?, Validator>> validators() {
          return List.of(StageFactory.of("obey", None.class, (s, c) -> Trial::obey));
        }

        public List<StageFactory<?, Enricher>> enrichers() {
          return List.of(
              StageFactory.of("ask", Outside.class, (s, c) -> asker(s.file())));
        }

        public List<StageFactory<?, Transformer>> transformers() {
          return List.of(StageFactory.of("multiply", None.class, (s, c) -> Trial::multiply));
        }

        public List<StageFactory<?, Sink>> sinks() {
          return List.of(StageFactory.of("write", Outside.class, (s, c) -> new Writer(s.file())));
        }

        private static Either<Failures, Event> obey(Event event) {
          switch (event.text(DO).getOrElse("pass")) {
            case "reject":
              return Failures.left(Failure.rejected("trial.rejected", "it asked for it"));
            case "throw":
              throw new IllegalStateException("it asked for it");
            case "null":
              return null;
            case "overflow":
              return obey(event);
            case "link":
              throw new NoClassDefFoundError("trial/Missing");
            case "sleep":
              try {
                Thread.sleep(600_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException("woken", e);
              }
              return Either.right(event);
            case "hold":
              while (System.getProperty("trial.hold") != null) {
                Thread.interrupted();
              }
              return Either.right(event);
            case "memory":
              throw new OutOfMemoryError("no room");
            case "inside":
              throw new InternalError("a fault of the machine");
            case "hang":
              // Looks at the interrupt and goes on: nothing but the end of the process ends it.
              for (long until = System.nanoTime() + 20_000_000_000L; System.nanoTime() < until; ) {
                Thread.interrupted();
              }
              return Either.right(event);
            default:
              return Either.right(event);
          }
        }

        private static Enricher asker(Path file) {
          if (Files.exists(file.resolveSibling("refused"))) {
            throw new IllegalStateException("the service lets nobody in");
          }
          return event -> ask(file, event);
        }

        private static Either<Failures, Event> ask(Path file, Event event) {
          if (event.text(DO).getOrElse("").equals("ask") && !Files.exists(file)) {
            return Failures.left(Failure.unavailable("trial.away", "the service is away"));
          }
          return Either.right(event.with(FieldPath.of("asked"), true));
        }

        private static Either<Failures, List<Event>> multiply(Event event) {
          long same = event.integer(FieldPath.of("same")).getOrElse(0L);
          if (same > 0) {
            return Either.right(Collections.nCopies((int) same, event));
          }
          long times = event.integer(FieldPath.of("times")).getOrElse(1L);
          List<Event> events = new ArrayList<>();
          for (int i = 0; i < times; i++) {
            events.add(event.withId(event.id() + "#" + i).with(FieldPath.of("copy"), i));
          }
          return Either.right(events);
        }

        private static final class Writer implements Sink {
          private final Path file;
          private int calls;

          Writer(Path file) {
            this.file = file;
          }

          public void idle() {
            while (Files.exists(file.resolveSibling("idles-for-ever"))) {
              Thread.onSpinWait();
            }
          }

          public List<Either<Failures, Event>> deliver(List<Event> events) {
            List<Either<Failures, Event>> answers = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            calls++;
            for (Event event : events) {
              String order = event.text(DO).getOrElse("pass");
              if (order.equals("away") && calls % 3 != 0) {
                answers.add(Failures.left(Failure.unavailable("trial.away", "the sink is away")));
              } else if (order.equals("refuse") || order.equals("away") && file.endsWith("later")) {
                answers.add(Failures.left(Failure.rejected("trial.refused", "it asked for it")));
              } else {
                answers.add(Either.right(event));
              }
              if (answers.get(answers.size() - 1).isRight()) {
                lines.append(event.position()).append(' ').append(event.id()).append('\\n');
              }
            }
            try {
              Files.writeString(
                  file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return answers;
          }
        }
      }
      """;

  private TrialPlugin() {}

  /** Compiles the plugin and writes its JAR into the plugins of a new home. */
  static void dropInto(Path home) {
    try {
      Path plugins = Files.createDirectories(home.resolve("plugins"));
      new PluginJar(home).with(SOURCE).service("trial.Trial").write(plugins.resolve("trial.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
