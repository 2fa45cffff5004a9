package io.millrace.server.stream.kafka;

import io.millrace.server.stream.StreamPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offset behind the last record that this server has stored in each partition. A transaction is
 * durable before its records are visible (the coordinator writes its marks later), so whoever reads
 * here waits until what is known to be there can be seen. Safe for many threads.
 */
final class KnownEnds {

  private final Map<StreamPartition, Long> ends = new ConcurrentHashMap<>();

  /** Records up to this offset are stored. */
  void stored(StreamPartition partition, long end) {
    ends.merge(partition, end, Math::max);
  }

  /** The offset behind the last record of ours; 0 if there is none. */
  long of(StreamPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  Map<StreamPartition, Long> of(Collection<StreamPartition> partitions) {
    Map<StreamPartition, Long> found = new HashMap<>();
    partitions.forEach(partition -> found.put(partition, of(partition)));
    return found;
  }

  /** What was known is not so: the topic has been made anew. */
  void forget(StreamPartition partition) {
    ends.remove(partition);
  }
}
