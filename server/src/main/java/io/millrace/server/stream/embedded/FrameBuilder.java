package io.millrace.server.stream.embedded;

import io.millrace.server.stream.AppendCheck;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamGrowth;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.frame.Block;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.Directory.GroupEntry;
import io.millrace.server.stream.embedded.frame.Directory.OffsetEntry;
import io.millrace.server.stream.embedded.frame.Directory.StreamEntry;
import io.millrace.server.stream.embedded.segment.LogState;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts requests together into one frame and gives offsets. What it gives counts only once the frame
 * is stored and applied to the state.
 */
final class FrameBuilder {

  private final LogState state;
  private final Map<String, StreamSpec> declared = new LinkedHashMap<>();
  private final Map<String, Integer> newGroups = new LinkedHashMap<>();
  private final Map<Long, Long> nextOffsets = new HashMap<>();
  private final List<BlockEntry> entries = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<OffsetEntry> offsets = new ArrayList<>();
  private final List<Accepted> accepted = new ArrayList<>();
  private Map<String, StreamSpec> streams;

  FrameBuilder(LogState state) {
    this.state = state;
    streams = state.streams();
  }

  /** Takes a request in, or lets it fail. */
  void add(CommitRequest request) {
    BackendException broken = request.chain() == null ? null : request.chain().broken();
    if (broken != null) {
      request.fail(broken);
      return;
    }
    try {
      AppendCheck.partitions(request.offsets().keySet(), state.streams());
      request.blocks().forEach(this::requirePartition);
      streams = StreamGrowth.grow(streams, request.streams());
    } catch (BackendException e) {
      request.fail(e);
      return;
    }
    request.streams().forEach(this::declare);
    Map<StreamPartition, Long> bases = new HashMap<>();
    request.blocks().forEach(block -> bases.putIfAbsent(block.partition(), addBlock(block)));
    request.offsets().forEach((partition, offset) -> addOffset(request.group(), partition, offset));
    accepted.add(new Accepted(request, bases));
  }

  private void requirePartition(Block block) {
    AppendCheck.partitions(List.of(block.partition()), state.streams());
  }

  private void declare(StreamSpec spec) {
    if (!spec.equals(state.streams().get(spec.name()))) {
      declared.put(spec.name(), spec);
    }
  }

  private long addBlock(Block block) {
    PartitionState partition = state.partition(block.partition()).orElseThrow();
    long key = partition.key();
    long base = nextOffsets.getOrDefault(key, partition.next());
    nextOffsets.put(key, base + block.count());
    blocks.add(block);
    entries.add(
        new BlockEntry(
            SegmentIndex.stream(key),
            SegmentIndex.partition(key),
            base,
            block.count(),
            block.timestamp(),
            block.rawBytes(),
            block.stored().length(),
            block.crc()));
    return base;
  }

  private void addOffset(String group, StreamPartition partition, long offset) {
    long key = state.partition(partition).orElseThrow().key();
    offsets.add(
        new OffsetEntry(
            groupId(group), SegmentIndex.stream(key), SegmentIndex.partition(key), offset));
  }

  private int groupId(String group) {
    return state
        .groupId(group)
        .orElseGet(
            () -> newGroups.computeIfAbsent(group, name -> state.groups() + newGroups.size()));
  }

  /** Whether nothing was taken in. */
  boolean isEmpty() {
    return accepted.isEmpty();
  }

  /** Whether the frame would say anything. */
  boolean saysNothing() {
    return declared.isEmpty() && entries.isEmpty() && offsets.isEmpty();
  }

  Directory directory() {
    List<StreamEntry> declarations = state.numbered(declared.values());
    List<GroupEntry> groups = new ArrayList<>();
    newGroups.forEach((name, id) -> groups.add(new GroupEntry(id, name)));
    return new Directory(false, declarations, groups, List.of(), entries, offsets);
  }

  /** The blocks, in the order of the directory. */
  List<Block> blocks() {
    return blocks;
  }

  /** All that was taken in fails. */
  void fail(BackendException cause) {
    accepted.forEach(one -> one.request.fail(cause));
  }

  /** All that was taken in is stored. */
  void succeed() {
    accepted.forEach(one -> one.request.succeed(one.bases));
  }

  private record Accepted(CommitRequest request, Map<StreamPartition, Long> bases) {}
}
