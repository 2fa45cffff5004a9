package io.millrace.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.Response;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.metrics.Scrape;
import io.millrace.server.stream.Bytes;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The addresses for operators and for what watches the server. */
final class AdminHandlers {

  private static final String WELCOME =
      """
      Millrace

      POST /streams/{stream}                      append events
      GET  /streams                               the streams and what they hold
      GET  /streams/{stream}/partitions/0?offset=0  read records
      GET  /streams/{stream}/events?from=earliest   records as server-sent events
      GET  /topology  /plugins                    what runs here
      GET  /health/live  /health/ready            how it is
      GET  /metrics                               for Prometheus
      """;

  private final Background background;

  AdminHandlers(Background background) {
    this.background = background;
  }

  private record HealthView(String status, List<ComponentView> components) {}

  private record ComponentView(
      String name,
      String status,
      List<String> reasons,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> lag) {}

  static void welcome(Exchange exchange) {
    exchange.answer(Response.text(WELCOME));
  }

  static void live(Exchange exchange) {
    exchange.answer(Response.json(200, new HealthView("live", List.of())));
  }

  static void ready(HealthSource source, Exchange exchange) {
    HealthSource.Health health = source.health();
    List<ComponentView> components =
        health.components().stream()
            .map(
                component ->
                    new ComponentView(
                        component.name(),
                        component.state().name().toLowerCase(Locale.ROOT),
                        component.reasons(),
                        component.lag()))
            .toList();
    exchange.answer(
        Response.json(
            health.ready() ? 200 : 503,
            new HealthView(health.ready() ? "ready" : "not-ready", components)));
  }

  /** Scraping walks over all meters: off the thread of the connection. */
  void metrics(Metrics metrics, Exchange exchange) {
    String accept = exchange.request().header(HttpHeaderNames.ACCEPT);
    background.answer(
        exchange,
        () -> {
          Scrape scrape = metrics.scrape(accept);
          exchange.answer(
              new Response(200, scrape.contentType(), Bytes.utf8(scrape.text()), List.of(), false));
        });
  }

  void view(Supplier<Object> view, Exchange exchange) {
    background.answer(exchange, () -> exchange.answer(Response.json(200, view.get())));
  }
}
