package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What this process has used so far. The processor time is that of all threads, JIT and GC too. */
record Meter(
    long events, long wallNanos, long cpuNanos, long gcMillis, long jitMillis, long threadNanos) {

  static Meter now(long events) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long gc =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    long jit = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    return new Meter(events, System.nanoTime(), system.getProcessCpuTime(), gc, jit, threads());
  }

  /** The processor time of Java's threads, without those of the JIT and the GC. */
  private static long threads() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(nanos -> nanos > 0)
        .sum();
  }

  /** What was used since an earlier look. */
  Usage since(Meter start) {
    long count = events - start.events;
    return new Usage(
        count,
        wallNanos - start.wallNanos,
        cpuNanos - start.cpuNanos,
        gcMillis - start.gcMillis,
        jitMillis - start.jitMillis,
        threadNanos - start.threadNanos,
        (double) (cpuNanos - start.cpuNanos) / count);
  }

  /** A line of {@code /proc/<process>/status}, in bytes: VmHWM or VmRSS. */
  static long memory(String process, String line) throws IOException {
    for (String text : Files.readAllLines(Path.of("/proc", process, "status"))) {
      if (text.startsWith(line + ":")) {
        return Long.parseLong(text.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no " + line);
  }
}
