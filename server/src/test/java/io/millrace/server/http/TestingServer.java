package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.server.http.transport.Json;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.memory.MemoryBackend;
import io.millrace.server.topology.StreamDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** A real server on a free port, over a backend that is given or in memory. */
public final class TestingServer implements AutoCloseable {

  final AtomicReference<HealthSource.Health> health =
      new AtomicReference<>(new HealthSource.Health(List.of()));
  public final Metrics metrics = new Metrics();
  public final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final Backend backend;
  private final HttpServer server;

  public TestingServer() {
    this(new TestingHttpConfig());
  }

  public TestingServer(TestingHttpConfig config) {
    this(config, new MemoryBackend());
  }

  public TestingServer(TestingHttpConfig config, Backend backend) {
    this.backend = backend;
    List<StreamSpec> specs =
        TestingStreams.topology().streams().values().stream().map(StreamDefinition::spec).toList();
    backend.declare(specs);
    server =
        new HttpServer(
            config.build(),
            backend,
            TestingStreams.topology(),
            metrics,
            health::get,
            new AdminViews(
                () -> Map.of("pipelines", List.of()), () -> List.of(Map.of("name", "required"))));
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create(server.address() + path);
  }

  public HttpResponse<String> post(String path, String type, String body, String... headers) {
    return send(request(path, type, headers).POST(BodyPublishers.ofString(body)).build());
  }

  public HttpResponse<String> post(String path, String type, byte[] body, String... headers) {
    return send(request(path, type, headers).POST(BodyPublishers.ofByteArray(body)).build());
  }

  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  public HttpRequest.Builder request(String path, String type, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Socket socket() throws IOException {
    return connect(new Socket());
  }

  /** A socket whose receiver holds little, so that what it does not read waits at the server. */
  Socket narrowSocket() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    return connect(socket);
  }

  private Socket connect(Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** All values of a stream, partition by partition. */
  public List<String> values(String stream) {
    return records(stream).stream().map(record -> record.value().toText()).toList();
  }

  public List<StreamRecord> records(String stream) {
    List<StreamRecord> records = new ArrayList<>();
    for (int n = 0; n < backend.streams().get(stream).partitions(); n++) {
      backend
          .read(new StreamPartition(stream, n), 0, new Limits(1_000_000, 1L << 40))
          .records()
          .forEach(records::add);
    }
    return records;
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  /** Asserts a problem document. */
  public static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("type").asText()).isEqualTo("urn:millrace:problem:" + code);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("mend").asText()).isNotBlank();
  }

  /** Waits for something that comes soon. */
  public static void waitFor(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    server.stop(Duration.ofSeconds(5));
    metrics.close();
  }
}
