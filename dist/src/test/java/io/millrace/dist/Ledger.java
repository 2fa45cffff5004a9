package io.millrace.dist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * What clients sent and what they were told, and the judge of what became of it. Safe for many
 * threads.
 */
final class Ledger {

  private final LongPredicate isRejected;
  private final Map<Long, Boolean> sent = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();

  /**
   * An empty one.
   *
   * @param isRejected which numbers the topology refuses
   */
  Ledger(LongPredicate isRejected) {
    this.isRejected = isRejected;
  }

  /** A request was answered: its events are somewhere, once. */
  void acknowledge(List<Long> numbers) {
    numbers.forEach(number -> sent.put(number, true));
    acknowledged.addAndGet(numbers.size());
  }

  /** A request was sent and never answered: its events are somewhere once, or nowhere. */
  void doubt(List<Long> numbers) {
    numbers.forEach(number -> sent.put(number, false));
  }

  long acknowledged() {
    return acknowledged.get();
  }

  long doubted() {
    return sent.size() - acknowledged.get();
  }

  /**
   * What is wrong with what was found.
   *
   * @param succeeded the events of the success stream, in order within each key
   * @param failed those of the failure stream
   */
  List<String> complaints(List<Sighting> succeeded, List<Sighting> failed) {
    List<String> complaints = new ArrayList<>();
    Map<Long, Integer> seen = new HashMap<>();
    look("success", succeeded, false, seen, complaints);
    look("failure", failed, true, seen, complaints);
    sent.forEach(
        (number, isAcknowledged) -> {
          int times = seen.getOrDefault(number, 0);
          if (times > 1) {
            complaints.add(number + " is there " + times + " times");
          }
          if (times == 0 && isAcknowledged) {
            complaints.add(number + " was acknowledged and is lost");
          }
        });
    return complaints;
  }

  private void look(
      String stream,
      List<Sighting> sightings,
      boolean isFailure,
      Map<Long, Integer> seen,
      List<String> complaints) {
    Map<String, Long> last = new HashMap<>();
    for (Sighting sighting : sightings) {
      long number = sighting.number();
      seen.merge(number, 1, Integer::sum);
      if (!sent.containsKey(number)) {
        complaints.add(number + " was never sent");
      }
      if (isRejected.test(number) != isFailure) {
        complaints.add(number + " should not be in the " + stream + " stream");
      }
      Long before = last.put(sighting.key(), number);
      if (before != null && before > number) {
        complaints.add(number + " comes behind " + before + " of key " + sighting.key());
      }
    }
  }
}
