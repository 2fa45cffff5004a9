package io.millrace.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.log.LogProvider;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;

/** The program {@code millrace}. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    LogProvider.choose();
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
    Console console = new Console(out, err);
    int exitCode = execute(console, arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  private static int execute(Console console, String... arguments) {
    try {
      Optional<ServerRun> server = RunArguments.read(console, arguments);
      return server.isPresent() ? run(server.get(), console) : Commands.run(console, arguments);
    } catch (OutOfMemoryError e) {
      console.err().println("millrace: memory has run out; raise MILLRACE_HEAP, such as to 1g");
      return ExitCode.ENVIRONMENT;
    }
  }

  private static int run(ServerRun server, Console console) {
    try {
      return server.call();
    } catch (Exception e) {
      return explain(e, console);
    }
  }

  /** Says why a command failed; returns its exit code. */
  static int explain(Exception failure, Console console) {
    if (failure instanceof CommandException expected) {
      if (!String.valueOf(expected.getMessage()).isEmpty()) {
        console.err().println("millrace: " + expected.getMessage());
      }
      return expected.exitCode();
    }
    console.err().println("millrace: this is a defect of Millrace, please report it");
    failure.printStackTrace(console.err());
    return ExitCode.RUNTIME;
  }
}
