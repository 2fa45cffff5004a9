package io.millrace.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.config.SchemaRegistryConfig;
import io.vavr.control.Either;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request to the registry and its answer, within a time and a size. What is no answer of a
 * registry is {@code UNAVAILABLE}. Safe for many threads.
 */
final class RegistryHttp {

  /** Registries keep schemas in records of a Kafka topic, of at most some megabytes. */
  static final int MOST_BYTES = 4 << 20;

  static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client;
  private final SchemaRegistryConfig config;
  private final String address;

  RegistryHttp(URI url, SchemaRegistryConfig config) {
    this.config = config;
    this.address = url.toString().replaceAll("/+$", "");
    this.client = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
  }

  String address() {
    return address;
  }

  Either<Failures, RegistryAnswer> get(String path) {
    return send(request(path).GET().build());
  }

  Either<Failures, RegistryAnswer> post(String path, Map<String, ?> body) {
    try {
      return send(
          request(path)
              .header("Content-Type", CONTENT_TYPE)
              .POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
              .build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is JSON", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Accept", CONTENT_TYPE + ", application/json");
    config.user().ifPresent(user -> request.header("Authorization", basic(user)));
    config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    config.headers().forEach(request::setHeader);
    return request;
  }

  private String basic(String user) {
    String both = user + ":" + config.password().orElse("");
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }

  private Either<Failures, RegistryAnswer> send(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, info -> new BoundedBody(MOST_BYTES));
    try {
      // The client's own time-out ends with the headers; a body may come drop by drop.
      return read(response.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return unavailable("does not answer within " + config.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return unavailable("cannot be asked: " + reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("was not waited for: the server is stopping");
    } finally {
      response.cancel(true);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return cause.getCause() instanceof UnresolvedAddressException
          ? "its host is not known"
          : "it refuses the connection, or cannot be reached";
    }
    return cause instanceof IOException && cause.getMessage() != null
        ? cause.getMessage()
        : String.valueOf(cause);
  }

  private Either<Failures, RegistryAnswer> read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      return unavailable(
          "answers "
              + status
              + ": check schema-registry.user and schema-registry.password, or .token");
    }
    RegistryAnswer answer = new RegistryAnswer(status, json(response.body()));
    if (answer.body().isObject() && (answer.isOk() || answer.isNone() || answer.isRefusal())) {
      return Either.right(answer);
    }
    if (status == 429 || status >= 500) {
      return unavailable(("answers " + status + " " + answer.message()).strip());
    }
    return unavailable(
        "answers "
            + status
            + " with what no schema registry says: check schema-registry.url, "
            + response.uri().getPath()
            + " was asked for");
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      return node == null ? MAPPER.missingNode() : node;
    } catch (IOException e) {
      return MAPPER.missingNode();
    }
  }

  <T> Either<Failures, T> unavailable(String what) {
    return Failures.left(
        Failure.unavailable(
            "registry.unavailable", "the schema registry at " + address + " " + what));
  }
}
