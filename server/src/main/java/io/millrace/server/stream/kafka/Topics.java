package io.millrace.server.stream.kafka;

import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamGrowth;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** The streams that have been declared, and their topics. Safe for many threads. */
final class Topics {

  private final KafkaSettings settings;
  private final TopicShapes shapes;
  private volatile Map<String, StreamSpec> streams = Map.of();
  private volatile int maxRecordBytes;

  Topics(KafkaSettings settings, Admin admin) {
    this.settings = settings;
    shapes = new TopicShapes(settings, admin);
    maxRecordBytes = settings.maxRecordBytes();
  }

  List<StreamDifference> differences(Collection<StreamSpec> specs) {
    return shapes.differences(specs);
  }

  synchronized void declare(Collection<StreamSpec> declared) {
    Map<String, StreamSpec> grown = StreamGrowth.grow(streams, declared);
    int limit = shapes.settle(declared);
    maxRecordBytes = Math.min(maxRecordBytes, limit);
    streams = Map.copyOf(grown);
  }

  Map<String, StreamSpec> streams() {
    return streams;
  }

  /** The largest record that every topic takes. */
  int maxRecordBytes() {
    return maxRecordBytes;
  }

  List<String> topicsOf(Collection<String> names) {
    return names.stream().map(settings::topic).toList();
  }

  StreamPartition partition(TopicPartition at) {
    return new StreamPartition(at.topic().substring(settings.prefix().length()), at.partition());
  }

  TopicPartition partition(StreamPartition at) {
    return new TopicPartition(settings.topic(at.stream()), at.partition());
  }

  List<StreamPartition> partitions(Collection<TopicPartition> all) {
    List<StreamPartition> partitions = new ArrayList<>();
    all.forEach(at -> partitions.add(partition(at)));
    return partitions;
  }

  <T> Map<StreamPartition, T> partitions(Map<TopicPartition, T> all) {
    Map<StreamPartition, T> partitions = new HashMap<>();
    all.forEach((at, value) -> partitions.put(partition(at), value));
    return partitions;
  }
}
