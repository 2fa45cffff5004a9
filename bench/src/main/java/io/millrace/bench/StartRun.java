package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * From launch to ready, and what an idle server takes: {@code StartRun distribution directory
 * label}.
 */
final class StartRun {

  private static final long SETTLE_MILLIS = 3000;

  private StartRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
    Path topology = Setup.of("enrich").writeTopology(directory.resolve("topology"));
    try (ServerProcess server = ServerProcess.start(Path.of(args[0]), directory, topology)) {
      double cpu = server.cpuSeconds();
      Thread.sleep(SETTLE_MILLIS);
      System.out.printf(
          Locale.ROOT,
          "{\"workload\":\"%s\",\"readySeconds\":%.2f,\"cpuSeconds\":%.2f,"
              + "\"idleMemoryMegabytes\":%d}%n",
          args[2],
          server.startNanos() / 1e9,
          cpu,
          server.megabytes("VmRSS"));
    }
  }
}
