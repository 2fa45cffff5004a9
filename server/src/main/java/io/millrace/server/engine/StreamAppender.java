package io.millrace.server.engine;

import io.millrace.server.codec.Partitioner;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.StreamDefinition;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects one round's records for one output stream, by partition. For one thread. */
final class StreamAppender {

  /**
   * As much is taken before it is needed, for all partitions of a round together: where many are
   * worked off one after the other, each had a whole round the last time.
   */
  private static final int MOST_PRESIZED = 6 << 20;

  private final StreamDefinition stream;
  private final StreamCodec codec;
  private final @Nullable RecordsBuilder[] builders;
  private final int[] usual;
  private int presized;

  StreamAppender(StreamDefinition stream, StreamCodec codec) {
    this.stream = stream;
    this.codec = codec;
    this.builders = new RecordsBuilder[stream.spec().partitions()];
    this.usual = new int[builders.length];
  }

  StreamDefinition stream() {
    return stream;
  }

  StreamCodec codec() {
    return codec;
  }

  /** The partition for a key; for none the one of the same number as the input's. */
  int partitionOf(@Nullable Bytes key, int inputPartition) {
    return Partitioner.partition(key, builders.length, inputPartition % builders.length);
  }

  /** Adds a record; returns how many bytes it has in all. */
  int add(
      int partition,
      long timestamp,
      @Nullable Bytes key,
      RecordHeaders headers,
      @Nullable Bytes value) {
    RecordsBuilder builder = builder(partition);
    int before = builder.bytes();
    builder.add(timestamp, key, headers, value);
    return builder.bytes() - before;
  }

  /** What collects the records of a partition until the round's end. */
  RecordsBuilder builder(int partition) {
    RecordsBuilder builder = builders[partition];
    if (builder == null) {
      int room = Math.min(usual[partition], MOST_PRESIZED - presized);
      presized += room;
      builder = new RecordsBuilder(room);
      builders[partition] = builder;
    }
    return builder;
  }

  /** Moves what was collected into a map and starts anew. */
  void drainTo(Map<StreamPartition, Records> appends) {
    for (int partition = 0; partition < builders.length; partition++) {
      RecordsBuilder builder = builders[partition];
      if (builder != null) {
        if (builder.count() > 0) {
          appends.put(new StreamPartition(stream.name(), partition), builder.build());
        }
        // The next round is likely to be about as large: no growing and copying then.
        usual[partition] = builder.bytes() + builder.bytes() / 8;
        builders[partition] = null;
      }
    }
    presized = 0;
  }

  /** Throws away what was collected. */
  void clear() {
    Arrays.fill(builders, null);
    presized = 0;
  }
}
