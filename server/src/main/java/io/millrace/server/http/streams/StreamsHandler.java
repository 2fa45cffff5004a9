package io.millrace.server.http.streams;

import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.Response;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows the streams and what their partitions hold. */
public final class StreamsHandler {

  private final StreamDirectory streams;
  private final Background background;

  public StreamsHandler(StreamDirectory streams, Background background) {
    this.streams = streams;
    this.background = background;
  }

  private record StreamView(String name, String format, List<PartitionView> partitions) {}

  private record PartitionView(int partition, long first, long next) {}

  private record StreamsView(List<StreamView> streams) {}

  /** All of them. */
  public void list(Exchange exchange) {
    background.answer(
        exchange,
        () -> {
          List<StreamView> views =
              streams.topology().streams().values().stream().map(this::view).toList();
          exchange.answer(Response.json(200, new StreamsView(views)));
        });
  }

  /** One of them. */
  public void one(Exchange exchange) {
    StreamDefinition stream = streams.stream(exchange.request());
    background.answer(exchange, () -> exchange.answer(Response.json(200, view(stream))));
  }

  private StreamView view(StreamDefinition stream) {
    List<PartitionView> partitions = new ArrayList<>();
    for (int n = 0; n < stream.spec().partitions(); n++) {
      OffsetRange range = range(new StreamPartition(stream.name(), n));
      partitions.add(new PartitionView(n, range.first(), range.next()));
    }
    return new StreamView(stream.name(), nameOf(stream.format()), partitions);
  }

  private OffsetRange range(StreamPartition partition) {
    try {
      return streams.backend().range(partition);
    } catch (BackendException e) {
      throw BackendProblem.of(e).refused();
    }
  }

  private static String nameOf(Format format) {
    if (format instanceof Format.Opaque) {
      return "bytes";
    }
    return format instanceof Format.Confluent
        ? "avro"
        : format.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
