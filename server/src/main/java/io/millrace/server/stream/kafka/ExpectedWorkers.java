package io.millrace.server.stream.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which workers of one group this server has or will have: those that are open, and those that have
 * never been. Safe for many threads.
 */
final class ExpectedWorkers {

  private final Set<Integer> closed = new HashSet<>();
  private int workers;

  /** A worker opens, of so many. */
  synchronized void opened(int worker, int of) {
    workers = of;
    closed.remove(worker);
  }

  /** A worker gives its share up. */
  synchronized void closed(int worker) {
    closed.add(worker);
  }

  /** Their numbers, in order. */
  synchronized List<Integer> numbers() {
    return IntStream.range(0, workers).boxed().filter(worker -> !closed.contains(worker)).toList();
  }
}
