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
 * @param bestLapNanos processor time of an event in the lap where it was least: what is left when
 *     the JIT is done and others leave the machine alone
 */
record Usage(
    long events,
    long wallNanos,
    long cpuNanos,
    long gcMillis,
    long jitMillis,
    long threadNanos,
    double bestLapNanos) {

  static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, Double.MAX_VALUE);

  Usage plus(Usage more) {
    return new Usage(
        events + more.events,
        wallNanos + more.wallNanos,
        cpuNanos + more.cpuNanos,
        gcMillis + more.gcMillis,
        jitMillis + more.jitMillis,
        threadNanos + more.threadNanos,
        Math.min(bestLapNanos, more.bestLapNanos));
  }

  /** Whether its best lap is faster than all before it by a tenth: the JIT is still at work. */
  boolean isClearlyFasterThan(Usage before) {
    return bestLapNanos < 0.9 * before.bestLapNanos;
  }

  /**
   * Whether so many events were counted, and for so long: on a busy machine a second may be little
   * work, so it is the processor's seconds too.
   */
  boolean isEnough(long wantedEvents, long seconds) {
    return events >= wantedEvents && Math.min(wallNanos, cpuNanos) >= seconds * 1_000_000_000L;
  }

  /**
   * One line of JSON, of this process.
   *
   * @param eventBytes how many bytes an event has on average, uncompressed
   */
  String json(String workload, double eventBytes) throws IOException {
    return json(workload, eventBytes, Meter.memory("self", "VmHWM") >> 20);
  }

  /** The same of another process, which had so many MiB of memory at most. */
  String json(String workload, double eventBytes, long peakMegabytes) {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"events\":%d,\"cpuMicrosPerEvent\":%.3f,\"bestLapCpuMicrosPerEvent\":%.3f,"
            + "\"javaThreadsMicrosPerEvent\":%.3f,\"eventsPerCpuSecond\":%.0f,"
            + "\"eventsPerWallSecond\":%.0f,\"wallSeconds\":%.1f,\"bytesPerEvent\":%.0f,"
            + "\"megabytesPerCpuSecond\":%.0f,\"gcMillis\":%d,\"jitMillis\":%d,"
            + "\"peakMemoryMegabytes\":%d}",
        workload,
        events,
        cpuNanos / 1e3 / events,
        bestLapNanos / 1e3,
        threadNanos / 1e3 / events,
        events * 1e9 / cpuNanos,
        events * 1e9 / wallNanos,
        wallNanos / 1e9,
        eventBytes,
        events * eventBytes * 1e3 / cpuNanos,
        gcMillis,
        jitMillis,
        peakMegabytes);
  }
}
