package io.millrace.server;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.config.Location;
import io.millrace.server.config.Problems;
import io.millrace.server.config.ServerConfig;

/** Says which limits are larger than the heap can bear: then it is the heap that limits. */
final class HeapCheck {

  /** A record is read, decoded, encoded and committed, by more than one worker at a time. */
  private static final int COPIES_OF_A_RECORD = 8;

  private static final int MIB = 1 << 20;

  private final long heap;
  private final Problems problems;

  HeapCheck(long heap, Problems problems) {
    this.heap = heap;
    this.problems = problems;
  }

  void check(ServerConfig config) {
    long bearable = HttpConfig.bearable(heap);
    report("http.max-body", config.http().maxBody(), bearable, "a larger body is refused");
    report(
        "http.max-pending",
        config.http().maxPending(),
        2 * bearable,
        "requests beyond what it bears are answered with 429");
    report(
        "data.max-record-size",
        config.data().maxRecordSize(),
        heap / COPIES_OF_A_RECORD,
        "some records of that size at once end the server");
  }

  private void report(String key, long value, long most, String otherwise) {
    if (value > most) {
      problems.warning(
          "config.heap",
          Location.of(key),
          key
              + " is "
              + value / MIB
              + " MiB, and a heap of "
              + heap / MIB
              + " MiB bears "
              + most / MIB
              + " MiB: "
              + otherwise,
          "lower " + key + ", or raise MILLRACE_HEAP");
    }
  }
}
