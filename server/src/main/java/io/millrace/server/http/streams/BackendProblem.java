package io.millrace.server.http.streams;

import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.stream.BackendException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a backend that fails. */
public final class BackendProblem {

  private static final Logger LOGGER = LoggerFactory.getLogger(BackendProblem.class);

  private BackendProblem() {}

  public static HttpProblem of(@Nullable Throwable reason) {
    if (reason instanceof BackendException e) {
      return switch (e.kind()) {
        case UNAVAILABLE, LOST, FATAL ->
            HttpProblem.unavailable("backend.unavailable", String.valueOf(e.getMessage()));
        case REFUSED ->
            HttpProblem.of(
                422,
                "backend.refused",
                String.valueOf(e.getMessage()),
                "Do not send it again as it is.");
        case CORRUPT ->
            HttpProblem.of(
                500,
                "backend.corrupt",
                String.valueOf(e.getMessage()),
                "Run millrace verify on the server's data directory.");
      };
    }
    LOGGER.error("http.defect: the backend failed in a way that is not foreseen", reason);
    return HttpProblem.of(
        500, "http.defect", "The server has a defect.", "See the log of the server.");
  }
}
