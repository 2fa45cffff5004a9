package io.millrace.server.http.transport;

import java.util.List;

/** Answers the requests of one route. Called by the thread of the connection: it never waits. */
public interface Handler {

  /** The query parameters it reads. One of another name is refused before it sees the request. */
  default List<String> parameters() {
    return List.of();
  }

  /**
   * Looks at the head before the body is taken.
   *
   * @throws HttpProblem.Refused to take no body
   */
  default void admit(Request request) {}

  /**
   * Answers, now or later, by {@link Exchange#answer}.
   *
   * @throws HttpProblem.Refused as a short way to answer with a problem
   */
  void handle(Exchange exchange);
}
