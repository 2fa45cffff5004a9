package io.millrace.server.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A running server, as the commands reach it. */
final class HttpTarget {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final URI base;
  private final Optional<String> token;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  HttpTarget(URI base, Optional<String> token) {
    this.base = base;
    this.token = token;
  }

  /** A request to a path, such as {@code /streams/orders}; the token is on it. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).timeout(ANSWER);
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private URI address(String path) {
    try {
      return base.resolve(path);
    } catch (IllegalArgumentException e) {
      String what = path.replaceFirst("^/streams/", "");
      throw new CommandException(
          ExitCode.CONFIGURATION, "'" + what + "' is no name of a stream: " + e.getMessage());
    }
  }

  /**
   * Sends a request.
   *
   * @throws CommandException if there is no answer
   */
  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new Absent(
          "no server answers at "
              + base
              + "; start one with 'millrace run', or name it with --url");
    } catch (IOException e) {
      throw new Broken("the connection to " + base + " broke: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.RUNTIME, "interrupted");
    }
  }

  /**
   * The body of a good answer.
   *
   * @throws CommandException for any other answer, with what the server says
   */
  String get(String path) {
    return body(send(request(path).GET().build()));
  }

  /** As {@link #get}, of an answer that is there. */
  static String body(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw refused(response);
    }
    return response.body();
  }

  /** What the server said, as the end of a command. */
  static CommandException refused(HttpResponse<String> response) {
    return new CommandException(
        ExitCode.RUNTIME, "the server answered " + Problems.describe(response));
  }

  /** Whether the answer says that stored data is damaged. */
  static boolean isDamage(HttpResponse<String> response) {
    return response.statusCode() == 500 && Problems.code(response).equals("backend.corrupt");
  }

  /** The connection ended before the answer: nobody knows what became of the request. */
  static final class Broken extends CommandException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(ExitCode.RUNTIME, message);
    }
  }

  /** Nobody listens. */
  static final class Absent extends CommandException {
    private static final long serialVersionUID = 1;

    Absent(String message) {
      super(ExitCode.ENVIRONMENT, message);
    }
  }

  /** Reads problem bodies (RFC 9457). */
  private static final class Problems {

    static String code(HttpResponse<String> response) {
      try {
        return Json.read(response.body()).path("code").asText("");
      } catch (IllegalArgumentException notJson) {
        return "";
      }
    }

    static String describe(HttpResponse<String> response) {
      try {
        com.fasterxml.jackson.databind.JsonNode problem = Json.read(response.body());
        String title = problem.path("title").asText("");
        String detail = problem.path("detail").asText("");
        if (!title.isEmpty()) {
          return response.statusCode() + ": " + title + (detail.isEmpty() ? "" : ": " + detail);
        }
      } catch (IllegalArgumentException notJson) {
        return response.statusCode() + ": " + response.body().strip();
      }
      return Integer.toString(response.statusCode());
    }
  }
}
