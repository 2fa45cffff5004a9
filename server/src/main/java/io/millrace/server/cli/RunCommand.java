package io.millrace.server.cli;

import io.millrace.server.Checked;
import io.millrace.server.MillraceServer;
import io.millrace.server.StoredStreamsException;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.BackendException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(name = "run", description = "Run the server until it is told to stop (SIGTERM, Ctrl-C).")
final class RunCommand implements Callable<Integer> {

  private static final Logger LOGGER = LoggerFactory.getLogger(RunCommand.class);
  private static final int SIGNALLED = 128;

  @Mixin private ServerOptions options;

  @Option(
      names = "--json",
      description =
          "Print one line of JSON once it is ready, or with the problems if it cannot be.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final CountDownLatch stop = new CountDownLatch(1);

  @Override
  public Integer call() throws InterruptedException {
    Problems problems = new Problems();
    Optional<Checked> checked = Checked.read(options.launch(), problems);
    if (checked.isEmpty()) {
      return refuse(problems.list());
    }
    CheckCommand.complain(spec, problems.list());
    LOGGER.info("the settings in force, secrets masked:\n{}", checked.get().effective());
    try {
      return run(MillraceServer.of(checked.get(), RunCommand::die), problems.list());
    } catch (StoredStreamsException e) {
      return refuse(e.problems());
    } catch (BackendException | IOException e) {
      throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
    } catch (StageCreationException e) {
      throw new CommandException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
    }
  }

  private int refuse(List<Problem> problems) {
    if (json) {
      say(Json.line(Map.of("status", "refused", "problems", CheckCommand.views(problems))));
    }
    CheckCommand.complain(spec, problems);
    return ExitCode.CONFIGURATION;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private String ready(String address, List<Problem> warnings) {
    return json
        ? Json.line(
            Map.of("status", "ready", "address", address, "problems", CheckCommand.views(warnings)))
        : "Millrace is ready at " + address;
  }

  private int run(MillraceServer server, List<Problem> warnings)
      throws InterruptedException, IOException, StoredStreamsException, StageCreationException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> blame(server), "millrace-end"));
    handle("TERM");
    handle("INT");
    try {
      server.start();
      say(ready(server.address(), warnings));
      stop.await();
      LOGGER.info("stopping: what is in hand is finished first; a second signal ends it at once");
    } finally {
      server.stop();
    }
    return ExitCode.OK;
  }

  /** The first signal drains; the second ends the process at once, as kill -9 would. */
  private void handle(String name) {
    Signals.handle(
        name,
        number -> {
          if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(SIGNALLED + number);
          }
          stop.countDown();
        });
  }

  /** A plugin may end the process; what was not committed is processed at the next start. */
  private static void blame(MillraceServer server) {
    server
        .endedBy()
        .ifPresent(
            stage ->
                LOGGER.error(
                    "the process ends because {} called System.exit; what was in hand is processed"
                        + " at the next start",
                    stage));
  }

  /** Nothing can be trusted any more: the next start recovers from what is on the disk. */
  private static void die(Throwable reason) {
    try {
      LOGGER.error("the process ends at once: {}", reason.getMessage(), reason);
    } finally {
      Runtime.getRuntime().halt(ExitCode.ENVIRONMENT);
    }
  }
}
