package io.millrace.server.stream.embedded.segment;

import java.util.ArrayList;
import java.util.List;

/** The segments there are, oldest first; the last one is being written. Safe for many readers. */
public final class Segments {

  private volatile List<Segment> list = List.of();

  /** All of them. */
  public List<Segment> list() {
    return list;
  }

  /** Whether there is one of this number. */
  public boolean has(long id) {
    return list.stream().anyMatch(segment -> segment.id() == id);
  }

  /** The one that holds an offset of a partition, if any does. */
  public Segment holding(long key, long offset) {
    List<Segment> segments = list;
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).start(key) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  /** Adds the one that is written next. */
  void add(Segment segment) {
    List<Segment> more = new ArrayList<>(list);
    more.add(segment);
    list = List.copyOf(more);
  }

  /** Starts with those that are on disk. */
  public void start(List<Segment> found) {
    list = List.copyOf(found);
  }

  /** A step that changes what a name stands for. */
  public interface Swap {
    void run();
  }

  /** Puts one in the place of some that follow each other, while no reader can ask. */
  public synchronized void replace(List<Segment> merged, Segment by, Swap swap) {
    swap.run();
    List<Segment> others = new ArrayList<>(list);
    others.set(others.indexOf(merged.get(merged.size() - 1)), by);
    others.removeAll(merged);
    list = List.copyOf(others);
  }

  /** Whether an offset is not in a segment any more, as that was replaced meanwhile. */
  public synchronized boolean moved(Segment from, long key, long offset) {
    return holding(key, offset) != from;
  }

  void remove(List<Segment> gone) {
    list = list.stream().filter(segment -> !gone.contains(segment)).toList();
  }
}
