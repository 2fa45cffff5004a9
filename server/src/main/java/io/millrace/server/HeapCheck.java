package io.millrace.server;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;

/**
 * Says which limits are larger than the heap can bear: then it is the heap that limits. Where
 * nothing else would, the limit is refused.
 */
final class HeapCheck {

  /**
   * A large record is read, decoded, encoded and committed, one at a time; requests and records of
   * usual size have the rest.
   */
  private static final int COPIES_OF_A_RECORD = 10;

  private static final int MIB = 1 << 20;

  private final long heap;
  private final Problems problems;

  HeapCheck(long heap, Problems problems) {
    this.heap = heap;
    this.problems = problems;
  }

  void check(ServerConfig config) {
    long bearable = HttpConfig.bearable(heap);
    warn("http.max-body", config.http().maxBody(), bearable, "a larger body is refused");
    warn(
        "http.max-pending",
        config.http().maxPending(),
        2 * bearable,
        "requests beyond what it bears are answered with 429");
    long record = config.data().maxRecordSize();
    if (config.backend() == ServerConfig.BackendKind.EMBEDDED
        && record > heap / COPIES_OF_A_RECORD) {
      report(
          Problem.Severity.ERROR,
          "data.max-record-size",
          record,
          heap / COPIES_OF_A_RECORD,
          "one record of that size would end the server");
    }
  }

  private void warn(String key, long value, long most, String otherwise) {
    if (value > most) {
      report(Problem.Severity.WARNING, key, value, most, otherwise);
    }
  }

  private void report(
      Problem.Severity severity, String key, long value, long most, String otherwise) {
    problems.add(
        new Problem(
            severity,
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
            "lower " + key + ", or raise MILLRACE_HEAP"));
  }
}
