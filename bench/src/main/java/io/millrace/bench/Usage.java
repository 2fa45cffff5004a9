package io.millrace.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * What was used for some events.
 *
 * @param events how many
 * @param wallNanos the time it took
 * @param cpuNanos processor time of all threads, JIT and GC too
 * @param threadNanos processor time of Java's threads only
 */
record Usage(
    long events, long wallNanos, long cpuNanos, long gcMillis, long jitMillis, long threadNanos) {

  static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

  Usage plus(Usage more) {
    return new Usage(
        events + more.events,
        wallNanos + more.wallNanos,
        cpuNanos + more.cpuNanos,
        gcMillis + more.gcMillis,
        jitMillis + more.jitMillis,
        threadNanos + more.threadNanos);
  }

  /** Whether so many events were counted, and for so long. */
  boolean isEnough(long wantedEvents, long seconds) {
    return events >= wantedEvents && wallNanos >= seconds * 1_000_000_000L;
  }

  /**
   * One line of JSON.
   *
   * @param eventBytes how many bytes an event has on average, uncompressed
   */
  String json(String workload, double eventBytes) throws IOException {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"events\":%d,\"cpuMicrosPerEvent\":%.3f,"
            + "\"javaThreadsMicrosPerEvent\":%.3f,\"eventsPerCpuSecond\":%.0f,"
            + "\"eventsPerWallSecond\":%.0f,\"wallSeconds\":%.1f,\"bytesPerEvent\":%.0f,"
            + "\"megabytesPerCpuSecond\":%.0f,\"gcMillis\":%d,\"jitMillis\":%d,"
            + "\"peakMemoryMegabytes\":%d}",
        workload,
        events,
        cpuNanos / 1e3 / events,
        threadNanos / 1e3 / events,
        events * 1e9 / cpuNanos,
        events * 1e9 / wallNanos,
        wallNanos / 1e9,
        eventBytes,
        events * eventBytes * 1e3 / cpuNanos,
        gcMillis,
        jitMillis,
        Meter.memory("self", "VmHWM") >> 20);
  }
}
