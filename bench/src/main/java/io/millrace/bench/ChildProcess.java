package io.millrace.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process that this one has started, and what it has used. It ends when it is closed, and with
 * this process at the latest. For one thread.
 */
class ChildProcess implements AutoCloseable {

  private static final double TICKS_PER_SECOND = 100; // of /proc, on every Linux we know
  private static final long STOP_SECONDS = 30;

  private final Process process;

  /** Starts it and does not wait. */
  ChildProcess(ProcessBuilder builder) throws IOException {
    Process started = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started), "child-close"));
    process = started;
  }

  /** What it writes to its standard output, unless that was redirected. */
  InputStream output() {
    return process.getInputStream();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  /** What it has used of the processors so far, in seconds, user and system. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** What it has used so far; it is no JVM, so that nothing of it is Java's. */
  Meter meter(long events) throws IOException {
    return new Meter(events, System.nanoTime(), Math.round(cpuSeconds() * 1e9), 0, 0, 0);
  }

  /** VmRSS or VmHWM, in MiB. */
  long megabytes(String line) throws IOException {
    return Meter.memory(Long.toString(process.pid()), line) >> 20;
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
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
