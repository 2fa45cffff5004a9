package io.millrace.server.stream;

import java.util.OptionalInt;

/**
 * How what is stored differs from a stream as it is to be declared.
 *
 * @param stream the stream's name
 * @param what the difference, for people
 * @param partitions how many the stream must be declared with, where that is the mend
 * @param mend what else is to be done; empty where {@code partitions} tells
 */
public record StreamDifference(String stream, String what, OptionalInt partitions, String mend) {

  /** It is stored with more partitions: what is in the others would be lost to sight. */
  public static StreamDifference tooFewPartitions(StreamSpec declared, int stored) {
    return new StreamDifference(
        declared.name(),
        "is stored with " + stored + " partitions, and cannot have " + declared.partitions(),
        OptionalInt.of(stored),
        "");
  }

  /** Something that is to be mended where it is stored. */
  public static StreamDifference elsewhere(StreamSpec declared, String what, String mend) {
    return new StreamDifference(declared.name(), what, OptionalInt.empty(), mend);
  }

  @Override
  public String toString() {
    String what = "stream " + stream + " " + this.what + ": ";
    return partitions.isPresent() ? what + "declare it with " + partitions.getAsInt() : what + mend;
  }
}
