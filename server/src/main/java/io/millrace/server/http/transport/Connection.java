package io.millrace.server.http.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes requests, in order, and hands each to its route as soon as it is whole. For
 * the thread of its loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  private static final Logger LOGGER = LoggerFactory.getLogger(Connection.class);

  /** A refused body up to this size is read to its end, so that the connection can go on. */
  private static final long SMALL_BODY = 64 * 1024;

  private final Desk desk;
  private final Loop loop;
  private final Deadline deadline;
  private @Nullable Answers answers;
  private @Nullable Exchange receiving;
  private boolean discarding;
  private boolean deaf;

  Connection(Desk desk, Loop loop) {
    this.desk = desk;
    this.loop = loop;
    this.deadline = new Deadline(desk.config());
  }

  Loop loop() {
    return loop;
  }

  /** Bytes have come, before they are decoded. */
  void bytesArrived() {
    if (receiving == null && !discarding) {
      deadline.headersBegin();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    answers = new Answers(context, loop, deadline, desk.outgoing());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    loop.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (isListening() && message instanceof HttpRequest head) {
        begin(head);
      }
      if (isListening() && message instanceof HttpContent content) {
        take(context, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    answers().writabilityChanged();
    forgetReceiving();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deaf = true;
    loop.remove(this);
    if (receiving != null) {
      receiving.answer(HttpProblem.malformed("The client left in the middle."));
    }
    answers().close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOGGER.warn("http.connection: closed because of an unexpected error", cause);
    }
    var unused = context.close();
  }

  /** How many requests have not been answered, or their answers not been taken. */
  int waiting() {
    return answers().waiting();
  }

  /** Whether nothing that is answered from now on is sent. */
  boolean isClosing() {
    return answers().isClosing();
  }

  /** An exchange of this connection has its answer. */
  void answered() {
    answers().advance();
    forgetReceiving();
  }

  /** Ends the connection once the requests that it has sent are answered. */
  void stop() {
    if (receiving == null) {
      deaf = true;
      answers().closeWhenDone();
    }
  }

  /** Sees to the deadline. */
  void sweep(long now) {
    answers().beat(now);
    if (!deadline.isOver(now)) {
      return;
    }
    if (receiving != null && !deaf) {
      refuse(receiving, timeout("body"));
    } else if (deadline.isForHeaders() && !deaf) {
      refuse(open(Request.UNREADABLE, null), timeout("headers"));
    } else {
      answers().closeNow();
    }
  }

  /** Ends the connection at once. */
  void cut() {
    answers().closeNow();
  }

  private void begin(HttpRequest head) {
    deadline.headersEnd();
    Request request;
    Route route;
    try {
      RequestRules.check(head);
      request = Request.of(head);
    } catch (HttpProblem.Refused refused) {
      refuse(open(Request.UNREADABLE, null), refused.problem().closing());
      return;
    }
    try {
      route = desk.route(request);
    } catch (HttpProblem.Refused refused) {
      refuseBody(open(request, null), head, refused.problem());
      return;
    }
    Exchange exchange = open(request, route);
    try {
      desk.admit(route, request, HttpUtil.getContentLength(head, -1L));
    } catch (HttpProblem.Refused refused) {
      refuseBody(exchange, head, refused.problem());
      return;
    }
    receiving = exchange;
    deadline.bodyBegins();
    if (expectsContinue(head)) {
      answers().sendContinue(exchange);
      forgetReceiving();
    }
  }

  /** A request behind the last one that is answered is not kept, however much of it has come. */
  private void forgetReceiving() {
    Exchange exchange = receiving;
    if (exchange != null && answers().isClosing()) {
      receiving = null;
      exchange.answer(HttpProblem.malformed("No request behind this one is answered."));
    }
  }

  private Exchange open(Request request, @Nullable Route route) {
    Exchange exchange = new Exchange(this, request, route, desk);
    answers().add(exchange);
    return exchange;
  }

  private void take(ChannelHandlerContext context, HttpContent content) {
    Exchange exchange = receiving;
    if (exchange != null) {
      try {
        if (content.decoderResult().isFailure()) {
          throw RequestRules.problem(content.decoderResult().cause()).refused();
        }
        if (content.content().isReadable()) {
          exchange.take(context.alloc(), content.content(), desk.config().maxBody());
        }
      } catch (HttpProblem.Refused refused) {
        refusePart(exchange, content, refused.problem());
        return;
      }
    }
    if (content instanceof LastHttpContent) {
      deadline.bodyEnds();
      discarding = false;
      receiving = null;
      if (exchange != null) {
        exchange.completed();
        deaf = !exchange.request().keepAlive();
        desk.handle(exchange);
      } else {
        answers().advance();
      }
    }
  }

  /** Answers before the body has come; a small one is then read and forgotten. */
  private void refuseBody(Exchange exchange, HttpRequest head, HttpProblem problem) {
    boolean small =
        !HttpUtil.isTransferEncodingChunked(head)
            && HttpUtil.getContentLength(head, 0L) <= SMALL_BODY
            && !expectsContinue(head);
    if (!small || problem.close()) {
      refuse(exchange, problem);
      return;
    }
    discarding = true;
    deadline.bodyBegins();
    exchange.answer(problem);
  }

  private void refusePart(Exchange exchange, HttpContent content, HttpProblem problem) {
    if (problem.close() || !(content instanceof LastHttpContent)) {
      refuse(exchange, problem);
      return;
    }
    deadline.bodyEnds();
    receiving = null;
    exchange.answer(problem);
  }

  /** Answers, and takes nothing more from this client. */
  private void refuse(Exchange exchange, HttpProblem problem) {
    deaf = true;
    receiving = null;
    deadline.bodyEnds();
    exchange.answer(problem.closing());
  }

  private boolean isListening() {
    return !deaf && !answers().isClosing();
  }

  private Answers answers() {
    return Objects.requireNonNull(answers, "not in a pipeline yet");
  }

  private static boolean expectsContinue(HttpRequest head) {
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    return expect != null && HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect);
  }

  private static HttpProblem timeout(String what) {
    return HttpProblem.of(
        408,
        "http.timeout",
        "The " + what + " took too long.",
        "Send faster, or raise http.request-timeout.");
  }
}
