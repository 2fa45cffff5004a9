package io.millrace.server.http.streams;

import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;

/**
 * The next offset of each partition of a stream; as the id of an event {@code 12,0,7}. For one
 * thread.
 */
final class FeedPosition {

  private final long[] next;

  private FeedPosition(long[] next) {
    this.next = next;
  }

  /** The start or the end of a stream. */
  static FeedPosition at(Backend backend, StreamSpec stream, boolean earliest) {
    long[] next = new long[stream.partitions()];
    for (int n = 0; n < next.length; n++) {
      OffsetRange range = backend.range(new StreamPartition(stream.name(), n));
      next[n] = earliest ? range.first() : range.next();
    }
    return new FeedPosition(next);
  }

  /**
   * The position of an id. Partitions that have been added since begin at their start.
   *
   * @throws HttpProblem.Refused if it is none, or is beyond the end of the stream
   */
  static FeedPosition parse(String id, Backend backend, StreamSpec stream) {
    String[] words = id.strip().split(",", -1);
    if (words.length > stream.partitions()) {
      throw noId().refused();
    }
    FeedPosition position = at(backend, stream, true);
    for (int n = 0; n < words.length; n++) {
      position.next[n] = offset(words[n]);
      OffsetCheck.notBeyondTheEnd(backend, new StreamPartition(stream.name(), n), position.next[n]);
    }
    return position;
  }

  private static long offset(String word) {
    try {
      if (!word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(word);
      }
    } catch (NumberFormatException e) {
      // said below, as for what is no number
    }
    throw noId().refused();
  }

  private static HttpProblem noId() {
    return HttpProblem.of(
        400,
        "http.last-event-id",
        "Last-Event-ID is no id of this stream.",
        "Send the id of the last event that was received, or leave it out.");
  }

  int partitions() {
    return next.length;
  }

  long next(int partition) {
    return next[partition];
  }

  void moveTo(int partition, long offset) {
    next[partition] = offset;
  }

  @Override
  public String toString() {
    StringBuilder id = new StringBuilder();
    for (long offset : next) {
      id.append(id.isEmpty() ? "" : ",").append(offset);
    }
    return id.toString();
  }
}
