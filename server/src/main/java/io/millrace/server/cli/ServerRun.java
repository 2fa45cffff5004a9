package io.millrace.server.cli;

import io.millrace.server.Checked;
import io.millrace.server.Launch;
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

/** A server from its start until it is told to stop. */
final class ServerRun implements Callable<Integer> {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServerRun.class);
  private static final int SIGNALLED = 128;

  private final Console console;
  private final Launch launch;
  private final boolean json;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * A server of these files.
   *
   * @param json whether what it says once it is ready, or if it cannot be, is JSON
   */
  ServerRun(Console console, Launch launch, boolean json) {
    this.console = console;
    this.launch = launch;
    this.json = json;
  }

  @Override
  public Integer call() throws InterruptedException {
    Problems problems = new Problems();
    Optional<Checked> checked = Checked.read(launch, problems);
    if (checked.isEmpty()) {
      return refuse(problems.list());
    }
    CheckCommand.complain(console, problems.list());
    LOGGER.info("the settings in force, secrets masked:\n{}", checked.get().effective());
    try {
      return run(MillraceServer.of(checked.get(), ServerRun::die), problems.list());
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
      console.say(Json.line(Map.of("status", "refused", "problems", CheckCommand.views(problems))));
    }
    CheckCommand.complain(console, problems);
    return ExitCode.CONFIGURATION;
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
      console.say(ready(server.address(), warnings));
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
