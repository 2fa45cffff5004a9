package io.millrace.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. {@link RunArguments} knows the same options. */
@Command(name = "run", description = "Run the server until it is told to stop (SIGTERM, Ctrl-C).")
final class RunCommand implements Callable<Integer> {

  @Mixin private ServerOptions options;

  @Option(
      names = "--json",
      description =
          "Print one line of JSON once it is ready, or with the problems if it cannot be.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    return server().call();
  }

  /** What its options ask for. */
  ServerRun server() {
    return new ServerRun(Commands.console(spec), options.launch(), json);
  }
}
