package io.millrace.server.stream.embedded.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.embedded.file.SimulatedFiles;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Index files: of each partition only what is asked for comes into memory. */
class IndexesTest {

  private static final int PARTITIONS = 100;
  private static final int BLOCKS = 50;
  private static final int CAPACITY = 20_000;

  private final SimulatedFiles files = new SimulatedFiles(1);
  private final Indexes indexes = new Indexes(files, CAPACITY);

  @Test
  void eachPartitionIsFoundAgainAndMemoryIsBounded() throws IOException {
    for (int segment = 1; segment <= 5; segment++) {
      IndexWriter.write(files, segment, 0, filled(segment));
    }
    for (int round = 0; round < 2; round++) {
      for (int segment = 1; segment <= 5; segment++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          assertThat(blocks(segment, partition)).isEqualTo(expected(segment, partition));
          assertThat(indexes.heldBytes()).isBetween(1L, (long) CAPACITY);
        }
        assertThat(list(indexes.of(segment(segment), PARTITIONS))).isEmpty();
      }
    }
  }

  /** Its file is written only after the next segment has been opened. */
  @Test
  void aSegmentThatWasJustClosedIsKnownWithoutItsFile() throws IOException {
    indexes.open(1, filled(1));
    indexes.open(2, new SegmentIndex());
    indexes.keep(segment(3), filled(3));
    assertThat(blocks(1, 7)).isEqualTo(expected(1, 7));
    assertThat(blocks(3, 7)).isEqualTo(expected(3, 7));
    indexes.forget(segment(1));
    indexes.forget(segment(3));
    assertThatThrownBy(() -> blocks(1, 7)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> blocks(3, 7)).isInstanceOf(NoSuchFileException.class);
  }

  /** A copy of a running server's directory may end with a merged segment: it is written on. */
  @Test
  void theOpenSegmentIsTheOpenOneWhateverItsGeneration() throws IOException {
    Directory nothing = new Directory(true, List.of(), List.of(), List.of(), List.of(), List.of());
    Segment merged = Segment.of(new SegmentHeader(1, 0, 0, 1, 0), nothing);
    SegmentIndex growing = new SegmentIndex();
    indexes.open(1, growing);
    assertThat(list(indexes.of(merged, 7))).isEmpty();
    filled(1).of(7).ifPresent(blocks -> growing.partitions().put(7L, blocks));
    assertThat(list(indexes.of(merged, 7))).isEqualTo(expected(1, 7));
  }

  /** Else each of its blocks would be looked for in the file anew. */
  @Test
  void onePartitionIsKeptHoweverManyBlocksItHas() throws IOException {
    Indexes small = new Indexes(files, 10);
    IndexWriter.write(files, 1, 0, filled(1));
    BlockIndex first = small.of(segment(1), 7);
    assertThat(small.of(segment(1), 7)).isSameAs(first);
  }

  @Test
  void theWholeIndexIsTheSameAsItsParts() throws IOException {
    IndexWriter.write(files, 1, 3, filled(1));
    SegmentIndex whole = IndexFile.open(files, 1, 3).orElseThrow().readAll().orElseThrow();
    assertThat(whole.partitions()).hasSize(PARTITIONS);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(list(whole.of(partition).orElseThrow())).isEqualTo(expected(1, partition));
    }
    assertThat(IndexFile.open(files, 1, 2)).as("another generation").isEmpty();
    assertThat(IndexFile.open(files, 2, 3)).as("another segment").isEmpty();
  }

  @Test
  void aLargeIndexIsWrittenALittleAtATime() throws IOException {
    SegmentIndex large = large();
    List<Integer> lengths = new ArrayList<>();
    try (IndexWriter writer = new IndexWriter(files, 1, 0, large)) {
      while (writer.step()) {
        var file = files.file(SegmentHeader.indexName(1) + ".new");
        lengths.add(file == null ? 0 : file.content().length);
      }
    }
    assertThat(lengths.stream().filter(length -> length == 0)).hasSizeGreaterThanOrEqualTo(10);
    assertThat(lengths.stream().filter(length -> length > 0)).hasSizeGreaterThanOrEqualTo(1);
    SegmentIndex read = IndexFile.open(files, 1, 0).orElseThrow().readAll().orElseThrow();
    assertThat(list(read.of(7).orElseThrow())).isEqualTo(list(large.of(7).orElseThrow()));
  }

  @Test
  void anIndexThatIsNotFinishedLeavesNothing() throws IOException {
    try (IndexWriter writer = new IndexWriter(files, 1, 0, large())) {
      while (files.list().isEmpty()) {
        assertThat(writer.step()).isTrue();
      }
    }
    assertThat(files.list()).isEmpty();
  }

  /** Whatever bit was flipped: what comes is right, or counts as missing. */
  @Test
  void aFlippedBitIsNeverBelieved() throws IOException {
    IndexWriter.write(files, 1, 0, filled(1));
    String name = SegmentHeader.indexName(1);
    byte[] original = files.file(name).content();
    Random random = new Random(3);
    int missed = 0;
    for (int i = 0; i < 500; i++) {
      files.file(name).flip(random.nextInt(original.length * 8));
      var file = IndexFile.open(files, 1, 0);
      if (file.isPresent()) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          var blocks = file.get().read(partition);
          missed += blocks.isEmpty() ? 1 : 0;
          int at = partition;
          blocks.ifPresent(found -> assertThat(list(found)).isEqualTo(expected(1, at)));
        }
        assertThat(file.get().readAll()).isEmpty();
      }
      files.file(name).replace(original);
    }
    assertThat(missed).isPositive();
  }

  @Test
  void aTornFileCountsAsMissing() throws IOException {
    IndexWriter.write(files, 1, 0, filled(1));
    String name = SegmentHeader.indexName(1);
    byte[] original = files.file(name).content();
    for (int length = 0; length < original.length; length += 97) {
      files.file(name).replace(java.util.Arrays.copyOf(original, length));
      var file = IndexFile.open(files, 1, 0);
      if (file.isPresent()) {
        assertThat(file.get().readAll()).isEmpty();
      }
    }
  }

  private List<Found> blocks(int segment, int partition) throws IOException {
    return list(indexes.of(segment(segment), partition));
  }

  private static Segment segment(int id) {
    return Segment.of(id, 0, List.of());
  }

  private static List<Found> list(BlockIndex blocks) {
    List<Found> all = new ArrayList<>();
    for (int i = 0; i < blocks.length(); i++) {
      all.add(blocks.get(i));
    }
    return all;
  }

  private static SegmentIndex filled(int segment) {
    SegmentIndex index = new SegmentIndex();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (Found each : expected(segment, partition)) {
        index.add(
            partition,
            new BlockEntry(
                0,
                partition,
                each.base(),
                each.count(),
                each.timestamp(),
                each.rawBytes(),
                each.storedBytes(),
                each.crc()),
            each.position());
      }
    }
    return index;
  }

  private static SegmentIndex large() {
    SegmentIndex index = new SegmentIndex();
    for (int i = 0; i < 20_000; i++) {
      index.add(7, new BlockEntry(0, 7, i, 1, i, 500, 300, i * 31), 1L << 40);
    }
    return index;
  }

  private static List<Found> expected(int segment, int partition) {
    Random random = new Random(segment * 1000L + partition);
    List<Found> blocks = new ArrayList<>();
    long base = random.nextInt(1_000_000);
    for (int i = 0; i < BLOCKS; i++) {
      int count = 1 + random.nextInt(300);
      long position = 50L + random.nextInt(1 << 26);
      blocks.add(
          new Found(
              base, count, random.nextLong() >>> 20, position, 1 << 20, 1 << 18, random.nextInt()));
      base += count;
    }
    return blocks;
  }
}
