package io.millrace.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of the distribution, in a process of its own. For one thread. */
final class ServerProcess implements AutoCloseable {

  private static final String READY = "Millrace is ready at ";
  private static final double TICKS_PER_SECOND = 100; // of /proc, on every Linux we know
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final int port;
  private final long startNanos;

  private ServerProcess(Process process, int port, long startNanos) {
    this.process = process;
    this.port = port;
    this.startNanos = startNanos;
  }

  /** Starts a server with a topology and waits until it says that it is ready. */
  static ServerProcess start(Path home, Path directory, Path topology) throws IOException {
    List<String> command =
        List.of(
            home.resolve("bin/millrace").toString(),
            "run",
            "--topology",
            topology.toString(),
            "--set",
            "http.port=0",
            "--set",
            "data.directory=" + directory.resolve("data"));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(directory.resolve("server.log").toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        long nanos = System.nanoTime() - begun;
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
        return new ServerProcess(process, port, nanos);
      }
    }
    throw new IOException("the server ended: " + Files.readString(directory.resolve("server.log")));
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  /** From the launch to the line that says that it is ready. */
  long startNanos() {
    return startNanos;
  }

  /** What it has used of the processors so far, in seconds, user and system. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** VmRSS or VmHWM, in MiB. */
  long megabytes(String line) throws IOException {
    return Meter.memory(Long.toString(process.pid()), line) >> 20;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
