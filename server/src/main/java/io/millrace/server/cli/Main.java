package io.millrace.server.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
    versionProvider = VersionCommand.Provider.class)
public final class Main implements Callable<Integer> {

  private static final List<Supplier<Object>> COMMANDS =
      List.of(
          RunCommand::new,
          CheckCommand::new,
          PluginsCommand::new,
          SendCommand::new,
          TailCommand::new,
          VerifyCommand::new,
          VersionCommand::new,
          CommandLine.HelpCommand::new);

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
        commandLine(arguments.length > 0 && arguments[0].equals("run"))
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(Main::explain)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  /** A server has no use for the other commands, and to read their annotations takes time. */
  private static CommandLine commandLine(boolean onlyToRun) {
    CommandLine line = new CommandLine(new Main());
    COMMANDS.stream()
        .limit(onlyToRun ? 1 : COMMANDS.size())
        .forEach(command -> line.addSubcommand(command.get()));
    return line;
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
