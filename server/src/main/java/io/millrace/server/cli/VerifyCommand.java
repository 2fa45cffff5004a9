package io.millrace.server.cli;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.embedded.EmbeddedVerifier;
import io.millrace.server.stream.embedded.EmbeddedVerifier.SegmentReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads all of a data directory and says what is damaged. */
@Command(
    name = "verify",
    description =
        "Read all of an embedded backend's data directory and say what is damaged; changes"
            + " nothing. Exit code 1 if something is.")
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DIRECTORY",
      description = "The data directory; of a server that runs, the newest segment may look torn.")
  private Path directory;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    EmbeddedVerifier.Result result = verify();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(result));
    } else {
      print(result, out);
    }
    return result.ok() ? ExitCode.OK : ExitCode.RUNTIME;
  }

  private EmbeddedVerifier.Result verify() {
    try {
      return EmbeddedVerifier.verify(directory);
    } catch (BackendException e) {
      throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
    }
  }

  private static void print(EmbeddedVerifier.Result result, PrintWriter out) {
    for (SegmentReport segment : result.segments()) {
      out.printf(
          "%s: %d commits, %d records, %d bytes%n",
          segment.file(), segment.frames(), segment.records(), segment.bytes());
    }
    result.notes().forEach(note -> out.println("note: " + note));
    result.damages().forEach(damage -> out.println("damage: " + damage));
    long records = result.segments().stream().mapToLong(SegmentReport::records).sum();
    out.println(
        result.ok()
            ? "nothing is damaged: "
                + records
                + " records in "
                + result.segments().size()
                + " segments"
            : result.damages().size() + " damages");
  }
}
