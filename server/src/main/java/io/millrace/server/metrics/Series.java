package io.millrace.server.metrics;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The combinations of label values of one meter, bounded. */
final class Series {

  private final Meters meter;
  private final int most;
  private final int longest;
  private final List<String> others;
  private final Map<List<String>, Object> known = new ConcurrentHashMap<>();

  Series(Meters meter, int most, int longest, String other) {
    this.meter = meter;
    this.most = most;
    this.longest = longest;
    this.others = Collections.nCopies(meter.labels().size(), other);
  }

  /** The values as they may be exposed. */
  List<String> values(String[] given) {
    if (given.length != meter.labels().size()) {
      throw new IllegalArgumentException(
          meter + " has the labels " + meter.labels() + ", given were " + Arrays.toString(given));
    }
    return Arrays.stream(given)
        .map(value -> value.length() <= longest ? value : value.substring(0, longest))
        .toList();
  }

  /** The meter for these values, or the one for all others. */
  Object findOrCreate(List<String> values, Function<List<String>, Object> create) {
    Object found = known.get(values);
    if (found != null) {
      return found;
    }
    synchronized (this) {
      List<String> used = known.size() < most || known.containsKey(values) ? values : others;
      return known.computeIfAbsent(used, create);
    }
  }

  /** Takes a place for a gauge; false if there is none left. */
  synchronized boolean claim(List<String> values) {
    if (known.containsKey(values)) {
      throw new IllegalStateException(meter + " has a gauge for " + values + " already");
    }
    if (known.size() >= most) {
      return false;
    }
    known.put(values, values);
    return true;
  }

  /** Gives the place of a gauge back. */
  synchronized void release(List<String> values) {
    known.remove(values);
  }
}
