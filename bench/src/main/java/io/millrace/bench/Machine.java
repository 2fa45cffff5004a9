package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was measured, and on what; nothing that names the machine. */
final class Machine {

  private Machine() {}

  /**
   * Processors, load, memory, kernel, Java, the file system of the logs and the commit; the last
   * two as {@code bench/run} says them.
   */
  static String describe() throws IOException {
    return Runtime.getRuntime().availableProcessors()
        + " × "
        + line("/proc/cpuinfo", "model name")
        + ", memory "
        + line("/proc/meminfo", "MemTotal")
        + ", load average at the end "
        + first("/proc/loadavg")
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", Java "
        + Runtime.version()
        + ", logs on "
        + System.getProperty("bench.filesystem", "an unknown file system")
        + ", at commit "
        + System.getProperty("bench.commit", "unknown");
  }

  private static String line(String file, String name) throws IOException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return "unknown";
    }
    return Files.readAllLines(path).stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("unknown");
  }

  private static String first(String file) throws IOException {
    Path path = Path.of(file);
    return Files.exists(path) ? Files.readString(path).split(" ", 2)[0] : "unknown";
  }
}
