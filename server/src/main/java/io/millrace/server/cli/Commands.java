package io.millrace.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands of {@code millrace}, and what it says without one. */
@Command(
    name = "millrace",
    description = "Turns event streams into better event streams.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = VersionCommand.Provider.class)
final class Commands implements Callable<Integer> {

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

  /** Runs a command; returns its exit code. */
  static int run(Console console, String... arguments) {
    return commandLine(console)
        .setExecutionExceptionHandler((failure, command, read) -> Main.explain(failure, console))
        .execute(arguments);
  }

  /** Knows all commands. */
  static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Commands());
    COMMANDS.forEach(command -> line.addSubcommand(command.get()));
    return line.setOut(console.out())
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** What a command prints to. */
  static Console console(CommandSpec spec) {
    return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.CONFIGURATION;
  }
}
