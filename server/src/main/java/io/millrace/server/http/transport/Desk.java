package io.millrace.server.http.transport;

import io.millrace.server.config.HttpConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where all connections hand in their requests. Safe for many threads. */
public final class Desk {

  private static final Logger LOGGER = LoggerFactory.getLogger(Desk.class);

  private final HttpConfig config;
  private final Router router;
  private final AccessToken token;
  private final PendingBytes pending;
  private final PendingBytes outgoing;
  private volatile boolean stopping;

  /**
   * A desk.
   *
   * @param pending bounds what requests hold until they are answered
   * @param outgoing bounds what answers hold until they are sent
   */
  public Desk(HttpConfig config, Router router, PendingBytes pending, PendingBytes outgoing) {
    this.config = config;
    this.router = router;
    this.pending = pending;
    this.outgoing = outgoing;
    this.token = new AccessToken(config.token());
  }

  HttpConfig config() {
    return config;
  }

  PendingBytes pending() {
    return pending;
  }

  PendingBytes outgoing() {
    return outgoing;
  }

  /** Takes no more work. */
  public void stop() {
    stopping = true;
  }

  /**
   * The route of a request that may use it.
   *
   * @throws HttpProblem.Refused with 401, 404 or 405; who has no token does not learn what there is
   */
  Route route(Request request) {
    Route route;
    try {
      route = router.find(request);
    } catch (HttpProblem.Refused refused) {
      token.check(request);
      throw refused;
    }
    if (!route.isOpen()) {
      token.check(request);
    }
    return route;
  }

  /**
   * Looks at a head before its body is taken.
   *
   * @param length the length of the body if it is known, else -1
   * @throws HttpProblem.Refused to take no body
   */
  void admit(Route route, Request request, long length) {
    if (stopping && !route.isOpen()) {
      throw HttpProblem.stopping().refused();
    }
    String expect = request.header(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      throw HttpProblem.of(
              417, "http.expect", "Expect is only known as 100-continue.", "Leave Expect out.")
          .refused();
    }
    if (!route.isOpen()) { // a probe may have parameters against caches
      request.allow(route.handler().parameters());
    }
    if (length > config.maxBody()) {
      throw HttpProblem.tooLarge(config.maxBody()).closing().refused();
    }
    if (!pending.couldHold(length)) {
      throw HttpProblem.tooLargeToHold(pending.most()).refused();
    }
    route.handler().admit(request);
  }

  /** Lets the route answer a request that is whole. */
  void handle(Exchange exchange) {
    Route route = exchange.route();
    if (route == null) {
      return;
    }
    guard(exchange, () -> route.handler().handle(exchange));
  }

  /** Runs a part of the work on a request; what it throws is the answer. */
  static void guard(Exchange exchange, Runnable work) {
    try {
      work.run();
    } catch (HttpProblem.Refused refused) {
      exchange.answer(refused.problem());
    } catch (Throwable e) { // what the request holds is given back with its answer
      LOGGER.error("http.defect: a request could not be answered", e);
      exchange.answer(
          HttpProblem.of(
              500, "http.defect", "The server has a defect.", "See the log of the server."));
    }
  }
}
