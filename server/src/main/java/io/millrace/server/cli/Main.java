package io.millrace.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code millrace}. */
@Command(
    name = "millrace",
    description = "Turns event streams into better event streams.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = VersionCommand.Provider.class,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      PluginsCommand.class,
      SendCommand.class,
      TailCommand.class,
      VerifyCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs a command; returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    int exitCode =
        new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(Main::explain)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult result) {
    if (failure instanceof CommandException expected) {
      if (!String.valueOf(expected.getMessage()).isEmpty()) {
        command.getErr().println("millrace: " + expected.getMessage());
      }
      return expected.exitCode();
    }
    command.getErr().println("millrace: this is a defect of Millrace, please report it");
    failure.printStackTrace(command.getErr());
    return ExitCode.RUNTIME;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.CONFIGURATION;
  }
}
