package io.millrace.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
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
            new FileOutputStream(FileDescriptor.out),
            new PrintWriter(System.err, true, UTF_8),
            arguments));
  }

  /** As {@link #run(PrintWriter, PrintWriter, String...)}; what cannot be printed is an error. */
  static int run(OutputStream out, PrintWriter err, String... arguments) {
    Output output = new Output(out);
    int exitCode = run(new PrintWriter(output, true, UTF_8), err, arguments);
    Optional<String> failure = output.failure();
    failure.ifPresent(why -> err.println("millrace: the output cannot be written: " + why));
    return failure.isPresent() && exitCode == ExitCode.OK ? ExitCode.ENVIRONMENT : exitCode;
  }

  /** Runs a command; returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line =
        commandLine(arguments.length > 0 && arguments[0].equals("run"))
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(Main::explain)
            .setCaseInsensitiveEnumValuesAllowed(true);
    int exitCode = execute(line, arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  private static int execute(CommandLine line, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      line.getErr().println("millrace: memory has run out; raise MILLRACE_HEAP, such as to 1g");
      return ExitCode.ENVIRONMENT;
    }
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
