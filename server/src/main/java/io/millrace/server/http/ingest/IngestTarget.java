package io.millrace.server.http.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.api.Headers;
import io.millrace.server.codec.Partitioner;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.http.transport.Request;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.metrics.Tally;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A stream as one loop appends to it. For the thread of the loop. */
final class IngestTarget {

  private final StreamDefinition stream;
  private final @Nullable StreamCodec codec;
  private final List<StreamPartition> partitions;
  private final Tally records;
  private final Tally bytes;
  private int turn;

  IngestTarget(StreamDefinition stream, Metrics metrics) {
    this.stream = stream;
    this.codec = stream.key().isEmpty() ? null : StreamCodec.of(stream);
    this.partitions =
        IntStream.range(0, stream.spec().partitions())
            .mapToObj(n -> new StreamPartition(stream.name(), n))
            .toList();
    this.records = metrics.counter(Meters.INGESTED_RECORDS, stream.name());
    this.bytes = metrics.counter(Meters.INGESTED_BYTES, stream.name());
  }

  StreamDefinition stream() {
    return stream;
  }

  /** The shard key of a value; null if it has none. */
  @Nullable Bytes keyOf(Bytes value) {
    return codec == null ? null : codec.keyOf(value);
  }

  /** The number of the partition of a key; without one, that of the turn. */
  int partitionOf(@Nullable Bytes key) {
    return Partitioner.partition(key, partitions.size(), turn);
  }

  /** Lets what has no key go to the next partition: whole requests in turn. */
  void nextTurn() {
    turn++;
  }

  StreamPartition partition(int number) {
    return partitions.get(number);
  }

  int partitionCount() {
    return partitions.size();
  }

  /** The headers of the request that the stream keeps, under the names that it gives them. */
  RecordHeaders headersOf(Request request) {
    if (stream.headers().isEmpty()) {
      return RecordHeaders.EMPTY;
    }
    return RecordHeaders.of(Headers.of(kept(request)));
  }

  /** As {@link #headersOf}, decoded. */
  List<Headers.Header> kept(Request request) {
    List<Headers.Header> kept = new ArrayList<>();
    for (String name : stream.headers()) {
      for (String value : request.headers().getAll(name)) {
        // Netty reads a byte as a character, so this is what came.
        kept.add(new Headers.Header(name, value.getBytes(ISO_8859_1)));
      }
    }
    return kept;
  }

  void count(long moreRecords, long moreBytes) {
    records.add(moreRecords);
    bytes.add(moreBytes);
  }
}
