package io.millrace.server.http;

/** Answers the requests of one route. Called by the thread of the connection: it never waits. */
interface Handler {

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
