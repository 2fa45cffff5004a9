package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a producer has waited for in vain, so that of all appends that are stored one after the
 * other only the first waits for it. For one thread.
 */
final class Missing {

  private final Map<String, BackendException> streams = new HashMap<>();

  /** Sets of which at least one partition is not there. */
  private final Map<Set<StreamPartition>, BackendException> partitions = new HashMap<>();

  /** Notes why an append to these partitions failed, if it is that one of them is not there. */
  void add(Set<StreamPartition> tried, BackendException why) {
    if (!KafkaFailures.isMissing(why)) {
      return;
    }
    Set<String> names = tried.stream().map(StreamPartition::stream).collect(Collectors.toSet());
    if (names.size() == 1 && KafkaFailures.isMissingTopic(why)) {
      names.forEach(stream -> streams.put(stream, why));
    } else {
      partitions.put(tried, why);
    }
  }

  /** Why an append to these partitions fails; empty if it is to be tried. */
  Optional<BackendException> of(Set<StreamPartition> wanted) {
    for (StreamPartition at : wanted) {
      BackendException why = streams.get(at.stream());
      if (why != null) {
        return Optional.of(why);
      }
    }
    return partitions.entrySet().stream()
        .filter(known -> wanted.containsAll(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
