package io.millrace.server.cli;

import io.millrace.server.Checked;
import io.millrace.server.MillraceServer;
import io.millrace.server.config.Problems;
import io.millrace.server.plugin.StageCreationException;
import io.millrace.server.stream.BackendException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(name = "run", description = "Run the server until it is told to stop (SIGTERM, Ctrl-C).")
final class RunCommand implements Callable<Integer> {

  private static final Logger LOGGER = LoggerFactory.getLogger(RunCommand.class);
  private static final int SIGNALLED = 128;

  @Mixin private ServerOptions options;
  @Spec private CommandSpec spec;

  private final CountDownLatch stop = new CountDownLatch(1);

  @Override
  public Integer call() throws InterruptedException {
    Problems problems = new Problems();
    Optional<Checked> checked = Checked.read(options.launch(), problems);
    CheckCommand.complain(spec, problems.list());
    if (checked.isEmpty()) {
      return ExitCode.CONFIGURATION;
    }
    LOGGER.info("the settings in force, secrets masked:\n{}", checked.get().effective());
    try {
      return run(MillraceServer.of(checked.get(), RunCommand::die));
    } catch (BackendException | IOException e) {
      throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
    } catch (StageCreationException e) {
      throw new CommandException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
    }
  }

  private int run(MillraceServer server)
      throws InterruptedException, IOException, StageCreationException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> blame(server), "millrace-end"));
    handle("TERM");
    handle("INT");
    try {
      server.start();
      spec.commandLine().getOut().println("Millrace is ready at " + server.address());
      spec.commandLine().getOut().flush();
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
