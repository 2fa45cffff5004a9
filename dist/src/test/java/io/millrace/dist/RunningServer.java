package io.millrace.dist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/millrace run} in a process of its own. Its process ends with {@link #close}. */
final class RunningServer implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Millrace is ready at (http://\\S+)");
  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final Path out;
  private final Path err;
  private final Streams streams;

  private RunningServer(Process process, Path out, Path err, URI address) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.streams = new Streams(address);
  }

  /**
   * Starts one on a free port; it is ready when this returns.
   *
   * @param directory for what it leaves: its data in {@code data}, what it says, its archives
   * @param arguments more arguments of {@code run}
   */
  static RunningServer start(Distribution distribution, Path directory, Object... arguments)
      throws Exception {
    return startWith(Map.of(), distribution, directory, arguments);
  }

  /** The same, with more variables in its environment. */
  static RunningServer startWith(
      Map<String, String> environment,
      Distribution distribution,
      Path directory,
      Object... arguments)
      throws Exception {
    Path err = Files.createTempFile(directory, "server", ".err");
    return start(err, environment, distribution, directory, arguments);
  }

  /** The same, with another place for what it says on standard error. */
  static RunningServer startLoggingTo(
      Path err, Distribution distribution, Path directory, Object... arguments) throws Exception {
    return start(err, Map.of(), distribution, directory, arguments);
  }

  /** The same, but its pipelines may not have their partitions yet. */
  static RunningServer startListening(
      Distribution distribution, Path directory, Object... arguments) throws Exception {
    Path err = Files.createTempFile(directory, "server", ".err");
    return listening(err, Map.of(), distribution, directory, arguments);
  }

  private static RunningServer start(
      Path err,
      Map<String, String> environment,
      Distribution distribution,
      Path directory,
      Object[] arguments)
      throws Exception {
    RunningServer server = listening(err, environment, distribution, directory, arguments);
    try {
      Waiting.until("readiness", () -> server.streams.status("/health/ready") == 200);
      return server;
    } catch (Throwable e) {
      server.close();
      throw e;
    }
  }

  private static RunningServer listening(
      Path err,
      Map<String, String> environment,
      Distribution distribution,
      Path directory,
      Object[] arguments)
      throws Exception {
    Path out = Files.createTempFile(directory, "server", ".out");
    ProcessBuilder builder =
        command(distribution, directory, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      Waiting.until("the server's address", () -> isReady(out) || !process.isAlive());
      Matcher ready = READY.matcher(Files.readString(out));
      if (!ready.find()) {
        throw new AssertionError("it does not start: " + said(err));
      }
      return new RunningServer(process, out, err, URI.create(ready.group(1)));
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static ProcessBuilder command(
      Distribution distribution, Path directory, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(distribution.home().resolve("bin/millrace").toString());
    command.add("run");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("--set", "http.port=0", "--set"));
    command.add("data.directory=" + directory.resolve("data"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(distribution.home().toFile());
    builder.environment().put("MILLRACE_ARCHIVE", directory.resolve("archive").toString());
    builder.environment().put("MILLRACE_OPTS", Distribution.QUICK_START);
    return builder;
  }

  private static boolean isReady(Path out) throws IOException {
    return READY.matcher(Files.readString(out)).find();
  }

  /** Where it answers. */
  URI address() {
    return streams.address();
  }

  /** What it holds. */
  Streams streams() {
    return streams;
  }

  /** What it has said on standard error. */
  String log() throws IOException {
    return said(err);
  }

  /** A device that takes everything, or nothing, has no end to read to. */
  private static String said(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readString(file) : "(its log is " + file + ")";
  }

  /** What it has said on standard output. */
  String output() throws IOException {
    return Files.readString(out);
  }

  /** Ends it with SIGTERM; returns its exit code. */
  int stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("SIGTERM does not end it: " + log());
    }
    return process.exitValue();
  }

  /** Sends SIGTERM and does not wait. */
  void signal() {
    process.destroy();
  }

  /** Waits for its end; returns its exit code. */
  int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + log());
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it with SIGKILL, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** It does nothing until {@link #resume}, as on a machine that stands still. */
  void pause() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
