package io.millrace.server.http.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.server.http.transport.Json;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;

/** Reads the partitions of a stream in turn and writes server-sent events. For one thread. */
final class FeedReader {

  private static final Limits STEP = new Limits(200, 64 * 1024);

  private final Backend backend;
  private final String stream;
  private final FeedPosition position;
  private final BitSet damaged = new BitSet();
  private int turn;

  FeedReader(Backend backend, String stream, FeedPosition position) {
    this.backend = backend;
    this.stream = stream;
    this.position = position;
  }

  /**
   * The next events; empty if there are none at the moment. Where a partition's next record is
   * damaged, an event {@code error} says so, and it is passed over from then on.
   */
  byte[] next() {
    for (int tried = 0; tried < position.partitions(); tried++) {
      int partition = turn;
      turn = (turn + 1) % position.partitions();
      if (damaged.get(partition)) {
        continue;
      }
      byte[] events = next(partition);
      if (events.length > 0) {
        return events;
      }
    }
    return new byte[0];
  }

  private byte[] next(int partition) {
    StreamPartition from = new StreamPartition(stream, partition);
    try {
      Batch batch = backend.read(from, position.next(partition), STEP);
      return batch.count() > 0 ? write(batch) : new byte[0];
    } catch (BackendException e) {
      if (e.kind() != BackendException.Kind.CORRUPT) {
        throw e;
      }
      damaged.set(partition);
      return error(e);
    }
  }

  /** An event {@code error} with a problem document, for a client to know why. */
  static byte[] error(RuntimeException failure) {
    String problem = BackendProblem.of(failure).response().body().toText();
    return ("event: error\ndata: " + problem.strip() + "\n\n").getBytes(UTF_8);
  }

  private byte[] write(Batch batch) {
    int partition = batch.partition().partition();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (StreamRecord record : batch.records()) {
        position.moveTo(partition, record.offset() + 1);
        out.write(("id: " + position + "\ndata: ").getBytes(UTF_8));
        writeData(out, batch.partition(), record);
        out.write("\n\n".getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    position.moveTo(partition, batch.nextOffset());
    return out.toByteArray();
  }

  private static void writeData(
      ByteArrayOutputStream out, StreamPartition partition, StreamRecord record)
      throws IOException {
    try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("stream", partition.stream());
      json.writeNumberField("partition", partition.partition());
      RecordJson.writeFields(json, record);
      json.writeEndObject();
    }
  }
}
