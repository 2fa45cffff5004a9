package io.millrace.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.server.config.SchemaRegistryConfig;
import io.millrace.server.stream.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A double of a schema registry that speaks the documented REST interface over real HTTP, and can
 * be told to be down, slow or wrong, which a real one cannot. That it answers as a real one does is
 * what {@link ApicurioTest} is for: both pass the same suite.
 */
public final class TestingRegistry implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Version> versions = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final int port;
  private HttpServer server;

  /** How it misbehaves; null if it does not. */
  public volatile @Nullable Fault fault;

  /** What it answers with in the place of what was asked for. */
  public record Fault(int status, Bytes body, Duration after) {

    /** A status and a text, at once. */
    public static Fault of(int status, String body) {
      return new Fault(status, Bytes.utf8(body), Duration.ZERO);
    }
  }

  private record Version(String subject, int id, String schema, JsonNode references) {}

  public TestingRegistry() {
    server = start(0);
    port = server.getAddress().getPort();
  }

  private HttpServer start(int onPort) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
      made.createContext("/", this::handle);
      made.setExecutor(threads);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void down() {
    server.stop(0);
  }

  public void up() {
    server = start(port);
  }

  public int requests() {
    return requests.get();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A client of it, with no memory. */
  public SchemaRegistry client(Duration timeout) {
    return client(url(), timeout);
  }

  static SchemaRegistry client(URI url, Duration timeout) {
    SchemaRegistryConfig config =
        new SchemaRegistryConfig(
            Optional.of(url),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            timeout,
            1000);
    return new RegistryClient(new RegistryHttp(url, config));
  }

  /** Puts a schema there as it is; returns its id. */
  public synchronized int put(String subject, String schema) {
    return add(subject, schema, MAPPER.createArrayNode());
  }

  private synchronized int add(String subject, String schema, JsonNode references) {
    for (Version version : versions) {
      if (version.subject.equals(subject) && version.schema.equals(schema)) {
        return version.id;
      }
    }
    versions.add(new Version(subject, versions.size() + 1, schema, references));
    return versions.size();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    Fault now = fault;
    byte[] request = exchange.getRequestBody().readAllBytes();
    if (now != null) {
      pause(now.after);
      answer(exchange, now.status, now.body.toArray());
      return;
    }
    Map.Entry<Integer, Object> answer =
        answer(exchange.getRequestURI().getRawPath().split("/"), MAPPER.readTree(request));
    answer(exchange, answer.getKey(), MAPPER.writeValueAsBytes(answer.getValue()));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized Map.Entry<Integer, Object> answer(String[] path, JsonNode request) {
    if (path[1].equals("schemas")) {
      int id = Integer.parseUnsignedInt(path[3]);
      return id > 0 && id <= versions.size()
          ? ok(view(versions.get(id - 1)))
          : error(404, 40403, "Schema not found");
    }
    boolean compatibility = path[1].equals("compatibility");
    String subject = URLDecoder.decode(compatibility ? path[3] : path[2], UTF_8);
    if (path[1].equals("config")) {
      return ok(Map.of("compatibility", "BACKWARD"));
    }
    List<Version> own = versions.stream().filter(one -> one.subject.equals(subject)).toList();
    if (compatibility) {
      return own.isEmpty()
          ? error(404, 40401, "Subject not found")
          : ok(Map.of("is_compatible", !changesType(own, request)));
    }
    if (request.has("schema") && path.length > 3) {
      return changesType(own, request)
          ? error(409, 409, "Schema being registered is incompatible with an earlier schema")
          : register(subject, request);
    }
    if (own.isEmpty()) {
      return error(404, 40401, "Subject '" + subject + "' not found.");
    }
    if (request.has("schema")) {
      return own.stream()
          .filter(one -> one.schema.equals(request.path("schema").asText()))
          .findFirst()
          .map(one -> ok(view(one)))
          .orElseGet(() -> error(404, 40403, "Schema not found"));
    }
    boolean latest = path[4].equals("latest");
    return ok(view(own.get((latest ? own.size() : Integer.parseInt(path[4])) - 1)));
  }

  private Map.Entry<Integer, Object> register(String subject, JsonNode request) {
    int id = add(subject, request.path("schema").asText(), request.path("references"));
    return ok(Map.of("id", id));
  }

  /** As much of compatibility as the suite needs: an int where a string was. */
  private static boolean changesType(List<Version> own, JsonNode request) {
    return !own.isEmpty()
        && own.get(0).schema.contains("\"string\"")
        && !request.path("schema").asText().contains("\"string\"");
  }

  private static Map.Entry<Integer, Object> ok(Object body) {
    return Map.entry(200, body);
  }

  private static Map.Entry<Integer, Object> error(int status, int code, String message) {
    return Map.entry(status, Map.of("error_code", code, "message", message));
  }

  private static Map<String, Object> view(Version version) {
    return Map.of(
        "subject", version.subject,
        "version", 1,
        "id", version.id,
        "schema", version.schema,
        "references", version.references);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
