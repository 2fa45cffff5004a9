package io.millrace.server.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What stores streams. Safe for many threads. Failures of the store are a {@link BackendException},
 * thrown or in the future that is returned; nothing here says that streams are local.
 */
public interface Backend extends AutoCloseable {

  /**
   * Makes sure that streams are there. A stream is created, or found with as many partitions; more
   * partitions than there are today are added, fewer are {@link BackendException.Kind#REFUSED}.
   */
  void declare(Collection<StreamSpec> streams);

  /** How what is stored differs from streams, so that they could not be declared; else empty. */
  default List<StreamDifference> differences(Collection<StreamSpec> wanted) {
    List<StreamDifference> found = new ArrayList<>();
    for (StreamSpec spec : wanted) {
      StreamSpec stored = streams().get(spec.name());
      if (stored != null && stored.partitions() > spec.partitions()) {
        found.add(StreamDifference.tooFewPartitions(spec, stored.partitions()));
      }
    }
    return found;
  }

  /** All streams there are, by name. */
  Map<String, StreamSpec> streams();

  /**
   * Opens one worker's share. Each worker of a group is opened once at a time; the partitions are
   * spread over all workers of a group, on this server and others.
   */
  Intake open(IntakeSpec spec);

  /**
   * Appends records, all or nothing, outside of any group.
   *
   * @return the offset of the first record of each partition, once all is durable and visible
   */
  CompletableFuture<Map<StreamPartition, Long>> append(Map<StreamPartition, Records> appends);

  /**
   * Reads committed records, without waiting.
   *
   * @param offset where to start; below the first that is kept: at the first; at or after the end:
   *     an empty batch whose {@code nextOffset} is {@code offset}
   */
  Batch read(StreamPartition partition, long offset, Limits limits);

  /** What a partition holds. */
  OffsetRange range(StreamPartition partition);

  /** What a group has committed, for each partition that it has. */
  Map<StreamPartition, Long> committed(String group);

  /**
   * Calls back after records became visible in a stream; at least once after each append, perhaps
   * once for many, and sometimes with nothing new. The callback is short and never throws.
   *
   * @return closes the subscription
   */
  Subscription onAppend(String stream, Runnable callback);

  /** The largest record that can be stored, in bytes of key, headers and value. */
  int maxRecordBytes();

  /** Why the backend is not healthy, for people; empty if it is. */
  List<String> complaints();

  /** Gives everything up in good order. */
  @Override
  void close();

  /** What {@link #onAppend} returns. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
