package io.millrace.server.http.transport;

import io.millrace.server.stream.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** A request and its answer. For the thread of its loop, but for {@link #answer}. */
public final class Exchange {

  /** An answer up to this size is not counted: a probe is answered whatever others do. */
  private static final int SMALL_ANSWER = 4 * 1024;

  private final Connection connection;
  private final Request request;
  private final @Nullable Route route;
  private final PendingBytes pending;
  private final PendingBytes outgoing;
  private @Nullable ByteBuf body;
  private long held;
  private long answerHeld;
  private long completedNanos = System.nanoTime();
  private @Nullable Response response;
  private @Nullable Feed feed;
  private boolean settled;

  Exchange(Connection connection, Request request, @Nullable Route route, Desk desk) {
    this.connection = connection;
    this.request = request;
    this.route = route;
    this.pending = desk.pending();
    this.outgoing = desk.outgoing();
  }

  public Request request() {
    return request;
  }

  @Nullable Route route() {
    return route;
  }

  public Loop loop() {
    return connection.loop();
  }

  /** The body; valid until {@link #answer}. */
  public Bytes body() {
    ByteBuf held = body;
    return held == null
        ? Bytes.EMPTY
        : Bytes.of(held.array(), held.arrayOffset() + held.readerIndex(), held.readableBytes());
  }

  /** Answers, once; by any thread. Later answers are passed over. */
  public void answer(Response answer) {
    loop().run(() -> settle(answer, null));
  }

  /** Answers with a head and then whatever the feed writes, until the connection ends. */
  public void answer(Response head, Feed endless) {
    loop().run(() -> settle(head, endless));
  }

  public void answer(HttpProblem problem) {
    answer(problem.response());
  }

  /**
   * Adds a part of the body.
   *
   * @throws HttpProblem.Refused if it does not fit any more
   */
  void take(ByteBufAllocator allocator, ByteBuf part, long limit) {
    ByteBuf to = body;
    if (to == null) {
      to = allocator.heapBuffer(Math.max(part.readableBytes(), 16));
      body = to;
    }
    if (to.readableBytes() + (long) part.readableBytes() > limit) {
      throw HttpProblem.tooLarge(limit).closing().refused();
    }
    hold(part.readableBytes());
    to.writeBytes(part);
  }

  /**
   * Counts memory that is held until the answer.
   *
   * @throws HttpProblem.Refused if too much is held already
   */
  public void hold(long bytes) {
    if (!pending.take(bytes)) {
      throw (pending.couldHold(held + bytes)
              ? HttpProblem.busy()
              : HttpProblem.tooLargeToHold(pending.most()))
          .refused();
    }
    held += bytes;
  }

  /** Notes that all of the request is there. */
  void completed() {
    completedNanos = System.nanoTime();
  }

  boolean isAnswered() {
    return response != null;
  }

  @Nullable Response response() {
    return response;
  }

  @Nullable Feed feed() {
    return feed;
  }

  /** How many requests of this connection have not been answered yet, this one included. */
  public int waiting() {
    return connection.waiting();
  }

  /** What the answer holds until it is sent; who asks gives it back. */
  long letGo() {
    long bytes = answerHeld;
    answerHeld = 0;
    return bytes;
  }

  /**
   * The answer, if what it holds fits beside the others; what has been stored is always told, and
   * so is how the server is.
   */
  private Response bounded(Response answer) {
    int bytes = answer.body().length();
    if (bytes <= SMALL_ANSWER
        || request.method().equals(HttpMethod.POST)
        || (route != null && route.isVital())
        || connection.isClosing()) {
      return answer;
    }
    if (!outgoing.takeOrBeAlone(bytes)) {
      return HttpProblem.tooManyAnswers().response();
    }
    answerHeld = bytes;
    return answer;
  }

  private void dropBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  private void settle(Response answer, @Nullable Feed endless) {
    if (settled) {
      return;
    }
    settled = true;
    response = bounded(answer);
    feed = endless;
    dropBody();
    pending.giveBack(held);
    held = 0;
    if (route != null) {
      route.count(response.status(), System.nanoTime() - completedNanos);
    }
    connection.answered();
  }
}
