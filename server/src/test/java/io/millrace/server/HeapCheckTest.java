package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that are larger than the heap. */
class HeapCheckTest {

  /** What {@code -Xmx368m} leaves to use with the parallel collector, about. */
  private static final long HEAP = 337L << 20;

  @TempDir Path home;

  private List<Problem> problems(String... settings) {
    Problems problems = new Problems();
    new HeapCheck(HEAP, problems)
        .check(
            new ServerConfigLoader(name -> Optional.empty(), home)
                .loadDefault(List.of(settings), problems)
                .orElseThrow()
                .config());
    return problems.list();
  }

  @Test
  void theDefaultsFitTheDefaultHeap() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void aRecordThatWouldEndTheServerIsRefused() {
    assertThat(problems("data.max-record-size=33MiB")).isEmpty();
    assertThat(problems("data.max-record-size=64MiB"))
        .singleElement()
        .hasToString(
            "data.max-record-size: error: data.max-record-size is 64 MiB, and a heap of 337 MiB"
                + " bears 33 MiB: one record of that size would end the server; lower"
                + " data.max-record-size, or raise MILLRACE_HEAP [config.heap]");
    assertThat(problems("data.max-record-size=64MiB", "backend=memory")).isEmpty();
  }

  @Test
  void whatHttpTakesIsBoundedByTheHeapAnyway() {
    assertThat(problems("http.max-body=64MiB", "http.max-pending=1GiB"))
        .extracting(Problem::severity)
        .containsExactly(Problem.Severity.WARNING, Problem.Severity.WARNING);
  }
}
