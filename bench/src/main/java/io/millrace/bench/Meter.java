package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

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

  /** What was used since an earlier look, as one line of JSON. */
  String since(Meter start, String workload) throws IOException {
    long count = events - start.events;
    long cpu = cpuNanos - start.cpuNanos;
    long wall = wallNanos - start.wallNanos;
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"events\":%d,\"cpuMicrosPerEvent\":%.3f,\"javaThreadsMicrosPerEvent\":%.3f,\"eventsPerCpuSecond\":%.0f,"
            + "\"eventsPerWallSecond\":%.0f,\"gcMillis\":%d,\"jitMillis\":%d,\"peakMemoryMegabytes\":%d}",
        workload,
        count,
        cpu / 1e3 / count,
        (threadNanos - start.threadNanos) / 1e3 / count,
        count * 1e9 / cpu,
        count * 1e9 / wall,
        gcMillis - start.gcMillis,
        jitMillis - start.jitMillis,
        memory("self", "VmHWM") >> 20);
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
