package io.millrace.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The distribution, unpacked.
 *
 * @param home its directory
 * @param root the project it was built from
 */
record Distribution(Path home, Path root) {

  /** Processes of tests live for seconds: the second compiler doubles their start. */
  static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private static final long PATIENCE_SECONDS = 90;

  /** Runs {@code bin/millrace} to its end. */
  Finished millrace(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/millrace").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return finish(command, Map.of());
  }

  /** Runs a text as bash would, in the distribution's directory; stops at the first error. */
  Finished shell(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    return finish(List.of("bash", "-euo", "pipefail", "-c", script), environment);
  }

  /** A copy in another directory, that a test may change. */
  Distribution copy(Path directory) throws IOException, InterruptedException {
    Path copy = directory.resolve("millrace");
    Finished copied = finish(List.of("cp", "-R", home.toString(), copy.toString()), Map.of());
    if (copied.exitCode() != 0) {
      throw new AssertionError(copied.err());
    }
    return new Distribution(copy, root);
  }

  private Finished finish(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("millrace-out", ".txt");
    Path err = Files.createTempFile("millrace-err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("MILLRACE_OPTS", QUICK_START);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            command + " does not end; it said " + Files.readString(out) + Files.readString(err));
      }
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
