package io.millrace.server.http.streams;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.Handler;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Request;
import io.millrace.server.http.transport.Response;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.StreamDefinition;
import java.util.List;

/** Sends the records of a stream as server-sent events (HTML, section 9.2). */
public final class EventsHandler implements Handler {

  private final StreamDirectory streams;
  private final HttpConfig config;
  private final Background background;

  public EventsHandler(StreamDirectory streams, HttpConfig config, Background background) {
    this.streams = streams;
    this.config = config;
    this.background = background;
  }

  @Override
  public List<String> parameters() {
    return List.of("from");
  }

  @Override
  public void handle(Exchange exchange) {
    StreamDefinition stream = streams.stream(exchange.request());
    background.answer(
        exchange,
        () -> {
          EventFeed feed =
              new EventFeed(
                  exchange.loop(),
                  streams.backend(),
                  background,
                  stream.name(),
                  start(stream, exchange.request()),
                  config.idleTimeout().toNanos());
          exchange.answer(
              new Response(200, "text/event-stream", Bytes.EMPTY, List.of(), true), feed);
        });
  }

  private FeedPosition start(StreamDefinition stream, Request request) {
    String last = request.single("Last-Event-ID");
    String from = request.parameter("from").orElse("latest");
    if (last == null && !from.equals("latest") && !from.equals("earliest")) {
      throw HttpProblem.of(
              400, "http.from", "from is earliest or latest.", "Correct the query parameter from.")
          .refused();
    }
    try {
      return last == null
          ? FeedPosition.at(streams.backend(), stream.spec(), from.equals("earliest"))
          : FeedPosition.parse(last, streams.backend(), stream.spec());
    } catch (BackendException e) {
      throw BackendProblem.of(e).refused();
    }
  }
}
