package io.millrace.plugin.file;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a data file: {@code orders-0-00000000000000000428.ndjson} once it is closed, with
 * {@code .part} behind it while it is open, and beside that the index of offsets, {@code
 * .part.index}.
 *
 * @param stream the stream's name
 * @param partition the partition
 * @param offset the offset of the first event in the file
 * @param extension {@code ndjson} or {@code avro}
 */
record FileName(String stream, int partition, long offset, String extension)
    implements Comparable<FileName> {

  private static final String OPEN = ".part";
  private static final String INDEX = ".part.index";
  private static final Pattern CLOSED =
      Pattern.compile("(?<stream>.+)-(?<partition>\\d{1,9})-(?<offset>\\d{20})\\.(?<ext>[a-z]+)");

  /** The name as it is read from a directory; empty if it is not that of a closed data file. */
  static Optional<FileName> parse(String name) {
    Matcher matcher = CLOSED.matcher(name);
    if (!matcher.matches() || matcher.group("offset").compareTo("09223372036854775807") > 0) {
      return Optional.empty();
    }
    return Optional.of(
        new FileName(
            matcher.group("stream"),
            Integer.parseInt(matcher.group("partition")),
            Long.parseLong(matcher.group("offset")),
            matcher.group("ext")));
  }

  /** As {@link #parse}, of an open data file. */
  static Optional<FileName> parseOpen(String name) {
    return parseWithout(OPEN, name);
  }

  /** As {@link #parse}, of the index of an open data file. */
  static Optional<FileName> parseIndex(String name) {
    return parseWithout(INDEX, name);
  }

  private static Optional<FileName> parseWithout(String ending, String name) {
    return name.endsWith(ending)
        ? parse(name.substring(0, name.length() - ending.length()))
        : Optional.empty();
  }

  boolean isOf(String ofStream, int ofPartition) {
    return stream.equals(ofStream) && partition == ofPartition;
  }

  String closed() {
    return String.format(Locale.ROOT, "%s-%d-%020d.%s", stream, partition, offset, extension);
  }

  String open() {
    return closed() + OPEN;
  }

  String index() {
    return closed() + INDEX;
  }

  @Override
  public int compareTo(FileName other) {
    return Long.compare(offset, other.offset);
  }
}
