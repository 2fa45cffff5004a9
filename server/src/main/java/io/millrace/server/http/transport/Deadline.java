package io.millrace.server.http.transport;

import io.millrace.server.config.HttpConfig;

/** Until when a connection may go on as it does. For the thread of its loop. */
final class Deadline {

  private static final long GOODBYE_NANOS = 2_000_000_000L;

  private enum Wait {
    REQUEST,
    HEADERS,
    BODY,
    ANSWER,
    NOTHING,
    LAST_ANSWER,
    GOODBYE
  }

  private final HttpConfig config;
  private Wait wait = Wait.REQUEST;
  private long end;

  Deadline(HttpConfig config) {
    this.config = config;
    until(Wait.REQUEST, config.idleTimeout().toNanos());
  }

  /** How long a connection may do nothing. */
  long idleNanos() {
    return config.idleTimeout().toNanos();
  }

  /** Bytes came while no request was being read. */
  void headersBegin() {
    if (wait == Wait.REQUEST || wait == Wait.ANSWER) {
      until(Wait.HEADERS, config.requestTimeout().toNanos());
    }
  }

  void headersEnd() {
    if (!isEnding()) {
      wait = Wait.ANSWER;
    }
  }

  /** One time for the whole body, so that dripping does not help. */
  void bodyBegins() {
    if (!isEnding()) {
      until(Wait.BODY, config.requestTimeout().toNanos());
    }
  }

  void bodyEnds() {
    headersEnd();
  }

  /** Everything that was asked for has been written. */
  void answered() {
    if (wait == Wait.ANSWER || wait == Wait.REQUEST) {
      until(Wait.REQUEST, config.idleTimeout().toNanos());
    }
  }

  /** The last answer is being written; a client that takes nothing of it is not waited for. */
  void lastAnswer() {
    until(Wait.LAST_ANSWER, config.idleTimeout().toNanos());
  }

  /** The last answer has been written; the client may read it. */
  void goodbye() {
    until(Wait.GOODBYE, GOODBYE_NANOS);
  }

  /** The answer has no end; what writes it sees to the client. */
  void endless() {
    wait = Wait.NOTHING;
  }

  boolean isForHeaders() {
    return wait == Wait.HEADERS;
  }

  /** Whether the time is over; while an answer is owed the client may wait for ever. */
  boolean isOver(long now) {
    return wait != Wait.ANSWER && wait != Wait.NOTHING && now - end > 0;
  }

  private boolean isEnding() {
    return wait == Wait.NOTHING || wait == Wait.LAST_ANSWER || wait == Wait.GOODBYE;
  }

  private void until(Wait next, long nanos) {
    wait = next;
    end = System.nanoTime() + nanos;
  }
}
