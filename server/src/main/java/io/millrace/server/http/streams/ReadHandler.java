package io.millrace.server.http.streams;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.Handler;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Json;
import io.millrace.server.http.transport.Request;
import io.millrace.server.http.transport.Response;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Shows the records of a partition. */
public final class ReadHandler implements Handler {

  private static final int FEW = 100;
  private static final int MANY = 1_000;
  private static final long MOST_BYTES = 1024 * 1024;

  /** So many pages may wait on a connection: who asks for more without reading is not served. */
  private static final int MOST_WAITING = 16;

  private final StreamDirectory streams;
  private final Background background;

  public ReadHandler(StreamDirectory streams, Background background) {
    this.streams = streams;
    this.background = background;
  }

  @Override
  public List<String> parameters() {
    return List.of("offset", "limit");
  }

  @Override
  public void handle(Exchange exchange) {
    Request request = exchange.request();
    StreamPartition partition = streams.partition(request);
    if (exchange.waiting() > MOST_WAITING) {
      throw HttpProblem.busy().refused();
    }
    long offset = request.number("offset", 0, 0, Long.MAX_VALUE);
    int limit = (int) request.number("limit", FEW, 1, MANY);
    background.answer(
        exchange,
        () ->
            exchange.answer(Response.json(read(partition, offset, new Limits(limit, MOST_BYTES)))));
  }

  private Bytes read(StreamPartition partition, long offset, Limits limits) {
    try {
      OffsetRange range = OffsetCheck.notBeyondTheEnd(streams.backend(), partition, offset);
      Batch batch = streams.backend().read(partition, offset, limits);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
      try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
        write(out, range, batch);
      }
      bytes.write('\n');
      return Bytes.of(bytes.toByteArray());
    } catch (BackendException e) {
      throw BackendProblem.of(e).refused();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator out, OffsetRange range, Batch batch) throws IOException {
    out.writeStartObject();
    out.writeStringField("stream", batch.partition().stream());
    out.writeNumberField("partition", batch.partition().partition());
    out.writeNumberField("first", range.first());
    out.writeNumberField("next", range.next());
    out.writeArrayFieldStart("records");
    for (StreamRecord record : batch.records()) {
      RecordJson.write(out, record);
    }
    out.writeEndArray();
    out.writeNumberField("nextOffset", batch.nextOffset());
    out.writeEndObject();
  }
}
