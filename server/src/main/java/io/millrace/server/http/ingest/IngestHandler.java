package io.millrace.server.http.ingest;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.streams.StreamDirectory;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.Handler;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Loop;
import io.millrace.server.http.transport.Request;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes events into a stream and answers once they are durable. */
public final class IngestHandler implements Handler {

  private final StreamDirectory streams;
  private final Metrics metrics;
  private final BodyEncoding encoding;
  private final Idempotency idempotency;
  private final Map<Loop, IngestLane> lanes = new ConcurrentHashMap<>();

  public IngestHandler(
      StreamDirectory streams, HttpConfig config, Metrics metrics, Idempotency idempotency) {
    this.streams = streams;
    this.metrics = metrics;
    this.encoding = new BodyEncoding(config.maxBody(), config.maxInflateRatio());
    this.idempotency = idempotency;
  }

  @Override
  public void admit(Request request) {
    StreamDefinition stream = streams.stream(request);
    refuseUnreadableKey(stream);
    Payload.of(request, stream.format());
    BodyEncoding.isGzip(request);
    IdempotencyKey.of(request);
  }

  /** The key is inside values whose schemas a registry has, and a loop never waits for one. */
  private static void refuseUnreadableKey(StreamDefinition stream) {
    if (stream.format() instanceof Format.Confluent && stream.key().isPresent()) {
      throw HttpProblem.of(
              415,
              "http.stream.registry",
              "The stream's key is in values whose schemas are in a registry.",
              "Send the events to a stream without a key, or of another format, and let a pipeline"
                  + " write them here.")
          .refused();
    }
  }

  @Override
  public void handle(Exchange exchange) {
    Request request = exchange.request();
    IngestLane lane =
        lanes.computeIfAbsent(
            exchange.loop(),
            loop ->
                new IngestLane(
                    loop,
                    streams.backend(),
                    streams.topology(),
                    stream -> new IngestTarget(stream, metrics)));
    IngestTarget target = lane.target(request.path().get(1));
    Payload payload = Payload.of(request, target.stream().format());
    Bytes body = BodyEncoding.isGzip(request) ? encoding.inflate(exchange) : exchange.body();
    List<Bytes> values = payload.values(body);
    String key = IdempotencyKey.of(request);
    if (key == null) {
      RecordHeaders headers = target.headersOf(request);
      Ingest.Done done = (stored, problem) -> answer(exchange, stored, problem);
      submit(exchange, lane, new Ingest(target, values, (index, count, parts) -> headers, done));
      return;
    }
    IdempotencyKey named = IdempotencyKey.hash(key, target.stream().name(), payload, body);
    Ingest.Headers headers = named.headers(target.kept(request));
    idempotency.once(
        named,
        target.stream(),
        exchange,
        done -> submit(exchange, lane, new Ingest(target, values, headers, done)));
  }

  private void submit(Exchange exchange, IngestLane lane, Ingest ingest) {
    // On Kafka it is known once the topics are, which is after this handler is made.
    ingest.check(streams.backend().maxRecordBytes());
    exchange.hold(ingest.overhead());
    lane.batch().add(ingest);
  }

  static void answer(
      Exchange exchange, @Nullable List<Placement> stored, @Nullable HttpProblem problem) {
    if (stored != null) {
      exchange.answer(Placement.response(stored));
    } else if (problem != null) {
      exchange.answer(problem);
    }
  }
}
