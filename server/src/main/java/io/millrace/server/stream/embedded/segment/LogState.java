package io.millrace.server.stream.embedded.segment;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.Directory.GroupEntry;
import io.millrace.server.stream.embedded.frame.Directory.OffsetEntry;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.Directory.StreamEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all frames up to now add up to: streams, partitions, what groups have committed. Recovery
 * and the committer apply the same directories. Safe for many readers.
 */
public final class LogState {

  private final Map<String, Integer> streamIds = new HashMap<>();
  private final Map<String, Integer> groupIds = new TreeMap<>();
  private final Map<Integer, Map<StreamPartition, Long>> offsets = new HashMap<>();
  private final Map<StreamPartition, PartitionState> partitions = new ConcurrentHashMap<>();
  private final Map<Long, PartitionState> partitionsByKey = new ConcurrentHashMap<>();
  private volatile Map<String, StreamSpec> streams = Map.of();

  /** All streams, by name. */
  public Map<String, StreamSpec> streams() {
    return streams;
  }

  /** A partition, if it is there. */
  public Optional<PartitionState> partition(StreamPartition partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  /** A partition, if it is there. */
  public Optional<PartitionState> partition(long key) {
    return Optional.ofNullable(partitionsByKey.get(key));
  }

  /** All partitions. */
  public List<PartitionState> partitions() {
    return List.copyOf(partitions.values());
  }

  public synchronized Map<StreamPartition, Long> committed(String group) {
    Integer id = groupIds.get(group);
    return id == null ? Map.of() : Map.copyOf(offsets.getOrDefault(id, Map.of()));
  }

  /** The number of a group, if it has one yet. */
  public synchronized Optional<Integer> groupId(String group) {
    return Optional.ofNullable(groupIds.get(group));
  }

  /** How many groups there are; also the number that the next one gets. */
  public synchronized int groups() {
    return groupIds.size();
  }

  /** The numbers for streams: those they have, or the next ones. */
  public synchronized List<StreamEntry> numbered(Iterable<StreamSpec> specs) {
    List<StreamEntry> entries = new ArrayList<>();
    int next = streamIds.size();
    for (StreamSpec spec : specs) {
      Integer id = streamIds.get(spec.name());
      entries.add(new StreamEntry(id == null ? next++ : id, spec));
    }
    return entries;
  }

  /** Everything as a snapshot, with what retention releases by it. */
  public synchronized Directory snapshot(Map<Long, Long> released) {
    List<GroupEntry> groups = new ArrayList<>();
    groupIds.forEach((name, id) -> groups.add(new GroupEntry(id, name)));
    List<PartitionEntry> stands = new ArrayList<>();
    for (PartitionState state : partitions.values()) {
      long key = state.key();
      long first = Math.max(state.range().first(), released.getOrDefault(key, 0L));
      stands.add(
          new PartitionEntry(
              SegmentIndex.stream(key),
              SegmentIndex.partition(key),
              first,
              state.next(),
              state.bytes()));
    }
    return new Directory(
        true, numbered(streams.values()), groups, stands, List.of(), offsetEntries());
  }

  private List<OffsetEntry> offsetEntries() {
    List<OffsetEntry> entries = new ArrayList<>();
    offsets.forEach(
        (group, committed) ->
            committed.forEach(
                (partition, offset) ->
                    entries.add(
                        new OffsetEntry(
                            group,
                            requireNonNull(streamIds.get(partition.stream())),
                            partition.partition(),
                            offset))));
    return entries;
  }

  /** Takes over what a frame says. All of it becomes visible, group offsets last. */
  public synchronized void apply(Directory directory) {
    directory.streams().forEach(this::applyStream);
    directory.groups().forEach(entry -> groupIds.put(entry.name(), entry.id()));
    for (PartitionEntry entry : directory.partitions()) {
      PartitionState state = known(entry.stream(), entry.partition());
      state.stand(entry.first(), entry.next(), entry.bytes());
    }
    for (BlockEntry entry : directory.blocks()) {
      PartitionState state = known(entry.stream(), entry.partition());
      state.append(state.bytes() + entry.storedBytes(), entry.base() + entry.count());
    }
    for (OffsetEntry entry : directory.offsets()) {
      StreamPartition partition = known(entry.stream(), entry.partition()).name();
      offsets
          .computeIfAbsent(entry.group(), group -> new HashMap<>())
          .put(partition, entry.offset());
    }
  }

  /**
   * A partition that a frame speaks of.
   *
   * @throws BackendException CORRUPT, if no frame has declared it
   */
  public PartitionState known(int stream, int partition) {
    PartitionState state = partitionsByKey.get(SegmentIndex.key(stream, partition));
    if (state == null) {
      throw new BackendException(
          Kind.CORRUPT,
          "the frame that declared partition "
              + partition
              + " of stream number "
              + stream
              + " is damaged: restore the data directory from a backup");
    }
    return state;
  }

  private void applyStream(StreamEntry entry) {
    StreamSpec spec = entry.spec();
    streamIds.put(spec.name(), entry.id());
    for (int i = 0; i < spec.partitions(); i++) {
      StreamPartition name = new StreamPartition(spec.name(), i);
      long key = SegmentIndex.key(entry.id(), i);
      PartitionState state = partitionsByKey.computeIfAbsent(key, k -> new PartitionState(name, k));
      partitions.put(name, state);
    }
    Map<String, StreamSpec> all = new HashMap<>(streams);
    all.put(spec.name(), spec);
    streams = Map.copyOf(all);
  }
}
