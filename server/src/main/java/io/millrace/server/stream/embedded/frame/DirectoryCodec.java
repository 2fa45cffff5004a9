package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.ByteSource;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.Directory.GroupEntry;
import io.millrace.server.stream.embedded.frame.Directory.OffsetEntry;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.Directory.StreamEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The bytes of a directory: a kind, then five lists, each with its length before it. */
public final class DirectoryCodec {

  private static final byte COMMIT = 0;
  private static final byte SNAPSHOT = 1;

  private DirectoryCodec() {}

  public static Bytes encode(Directory directory) {
    ByteSink out = new ByteSink(64 + 24 * directory.blocks().size());
    out.put(directory.snapshot() ? SNAPSHOT : COMMIT);
    putList(out, directory.streams(), DirectoryCodec::putStream);
    putList(out, directory.groups(), DirectoryCodec::putGroup);
    putList(out, directory.partitions(), DirectoryCodec::putPartition);
    putList(out, directory.blocks(), DirectoryCodec::putBlock);
    putList(out, directory.offsets(), DirectoryCodec::putOffset);
    return out.toBytes();
  }

  /**
   * Reads a directory.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  static Directory decode(Bytes bytes) {
    ByteSource in = new ByteSource(bytes);
    byte kind = in.take();
    if (kind != COMMIT && kind != SNAPSHOT) {
      throw new IllegalArgumentException("a frame of kind " + kind);
    }
    return new Directory(
        kind == SNAPSHOT,
        takeList(in, DirectoryCodec::takeStream),
        takeList(in, DirectoryCodec::takeGroup),
        takeList(in, DirectoryCodec::takePartition),
        takeList(in, DirectoryCodec::takeBlock),
        takeList(in, DirectoryCodec::takeOffset));
  }

  private static void putStream(ByteSink out, StreamEntry entry) {
    StreamSpec spec = entry.spec();
    out.putVarint(entry.id());
    out.putSized(Bytes.utf8(spec.name()));
    out.putVarint(spec.partitions());
    out.putVarlong(spec.retention().map(Duration::toMillis).orElse(-1L));
    out.putVarlong(spec.retentionBytes().orElse(-1));
  }

  private static StreamEntry takeStream(ByteSource in) {
    int id = in.takeVarint();
    String name = in.takeSized().toText();
    int partitions = in.takeVarint();
    long millis = in.takeVarlong();
    long bytes = in.takeVarlong();
    Optional<Duration> retention =
        millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    OptionalLong retentionBytes = bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    return new StreamEntry(id, new StreamSpec(name, partitions, retention, retentionBytes));
  }

  private static void putGroup(ByteSink out, GroupEntry entry) {
    out.putVarint(entry.id());
    out.putSized(Bytes.utf8(entry.name()));
  }

  private static GroupEntry takeGroup(ByteSource in) {
    return new GroupEntry(in.takeVarint(), in.takeSized().toText());
  }

  private static void putPartition(ByteSink out, PartitionEntry entry) {
    out.putVarint(entry.stream());
    out.putVarint(entry.partition());
    out.putVarlong(entry.first());
    out.putVarlong(entry.next());
    out.putVarlong(entry.bytes());
  }

  private static PartitionEntry takePartition(ByteSource in) {
    return new PartitionEntry(
        in.takeVarint(), in.takeVarint(), in.takeVarlong(), in.takeVarlong(), in.takeVarlong());
  }

  private static void putBlock(ByteSink out, BlockEntry entry) {
    out.putVarint(entry.stream());
    out.putVarint(entry.partition());
    out.putVarlong(entry.base());
    out.putVarint(entry.count());
    out.putVarlong(entry.timestamp());
    out.putVarint(entry.rawBytes());
    out.putVarint(entry.storedBytes());
    out.putVarlong(entry.crc());
  }

  private static BlockEntry takeBlock(ByteSource in) {
    return new BlockEntry(
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarlong(),
        in.takeVarint(),
        in.takeVarlong(),
        in.takeVarint(),
        in.takeVarint(),
        (int) in.takeVarlong());
  }

  private static void putOffset(ByteSink out, OffsetEntry entry) {
    out.putVarint(entry.group());
    out.putVarint(entry.stream());
    out.putVarint(entry.partition());
    out.putVarlong(entry.offset());
  }

  private static OffsetEntry takeOffset(ByteSource in) {
    return new OffsetEntry(in.takeVarint(), in.takeVarint(), in.takeVarint(), in.takeVarlong());
  }

  private static <T> void putList(ByteSink out, List<T> list, BiConsumer<ByteSink, T> put) {
    out.putVarint(list.size());
    list.forEach(entry -> put.accept(out, entry));
  }

  private static <T> List<T> takeList(ByteSource in, Function<ByteSource, T> take) {
    int size = in.takeVarint();
    if (size > in.remaining()) {
      throw new IllegalArgumentException("a list of " + size + " is too long");
    }
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(take.apply(in));
    }
    return list;
  }
}
