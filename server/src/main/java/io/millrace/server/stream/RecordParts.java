package io.millrace.server.stream;

import java.util.ArrayList;
import java.util.List;

/** Cuts records into parts. For one thread, and for one time. */
final class RecordParts {

  private final Records records;
  private final int most;
  private final int[] places;
  private final List<Records> parts = new ArrayList<>();

  /** How many records, and bytes, the parts have. */
  private int done;

  private int start;

  /** The last place that was passed. */
  private int lastDone;

  private int lastEnd;

  /**
   * For some records.
   *
   * @param most how many bytes a part has at most, about
   */
  RecordParts(Records records, int most) {
    this.records = records;
    this.most = most;
    places = records.marks();
  }

  /**
   * All parts.
   *
   * @param repeats where the records are blocks that were read
   */
  List<Records> all(List<Records.Repeat> repeats) {
    int place = 0;
    for (Records.Repeat repeat : repeats) {
      place = cutTo(place, repeat.after(), repeat.start());
      parts.add(records.repeated(repeat.block()));
      done += repeat.block().count();
      start += repeat.block().encoded().length();
      lastDone = done;
      lastEnd = start;
    }
    cutTo(place, records.count(), records.encoded().length());
    return parts;
  }

  /**
   * Cuts what stands before an end.
   *
   * @return the first place that is not before it
   */
  private int cutTo(int firstPlace, int endDone, int end) {
    int place = firstPlace;
    while (place < places.length && places[place + 1] < end) {
      if (places[place + 1] > lastEnd) {
        pass(places[place], places[place + 1]);
      }
      place += 2;
    }
    if (end > start) {
      pass(endDone, end);
      add();
    }
    return place;
  }

  /** Goes on to a place, and cuts at the last one if a part up to here would be too large. */
  private void pass(int nextDone, int nextEnd) {
    if (nextEnd - start > most && lastEnd > start) {
      add();
    }
    lastDone = nextDone;
    lastEnd = nextEnd;
  }

  private void add() {
    parts.add(records.part(lastDone - done, start, lastEnd));
    done = lastDone;
    start = lastEnd;
  }
}
