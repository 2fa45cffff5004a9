package io.millrace.server.http.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers of a connection, in the order of the requests. For the thread of its loop. */
final class Answers {

  private static final Logger LOGGER = LoggerFactory.getLogger(Answers.class);

  /** So many requests may wait for their answers before no more are read. */
  private static final int MOST_WAITING = 64;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final ChannelHandlerContext context;
  private final Loop loop;
  private final Deadline deadline;
  private final PendingBytes outgoing;
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private @Nullable Exchange continuing;
  private @Nullable Feed feed;
  private long fullSince;
  private boolean flushing;
  private boolean closing;

  Answers(ChannelHandlerContext context, Loop loop, Deadline deadline, PendingBytes outgoing) {
    this.context = context;
    this.loop = loop;
    this.deadline = deadline;
    this.outgoing = outgoing;
  }

  void add(Exchange exchange) {
    waiting.add(exchange);
    regulate();
  }

  /** Asks the client for the body, once it has the answers to its earlier requests. */
  void sendContinue(Exchange exchange) {
    continuing = exchange;
    advance();
  }

  /** Writes every answer whose turn it is. */
  void advance() {
    while (!closing && isNextReady() && context.channel().isWritable()) {
      write(waiting.removeFirst());
    }
    if (!closing && !waiting.isEmpty() && waiting.getFirst() == continuing) {
      continuing = null;
      send(Unpooled.wrappedBuffer(CONTINUE));
    }
    if (waiting.isEmpty() && !closing) {
      deadline.answered();
    }
    regulate();
  }

  void writabilityChanged() {
    if (!context.channel().isWritable()) {
      fullSince = System.nanoTime();
      regulate();
      return;
    }
    if (feed != null) {
      feed.writable();
    }
    advance();
  }

  int waiting() {
    return waiting.size();
  }

  /** Whether no further request will be answered. */
  boolean isClosing() {
    return closing;
  }

  /** Looks after a client that takes nothing of what is sent to it. */
  void beat(long now) {
    if (feed != null) {
      feed.beat();
    } else if (!context.channel().isWritable() && now - fullSince > deadline.idleNanos()) {
      closeNow();
    }
  }

  /** Ends the connection once all that has been asked for is answered and sent. */
  void closeWhenDone() {
    if (feed != null) {
      closeNow();
    } else if (waiting.isEmpty() && !closing) {
      sayGoodbye();
      regulate();
    }
  }

  void closeNow() {
    var unused = context.close();
  }

  /** The connection has ended. */
  void close() {
    answerNoMore();
    if (feed != null) {
      feed.close();
      feed = null;
    }
  }

  /** What waits behind the last answer is not kept. */
  private void answerNoMore() {
    closing = true;
    continuing = null;
    waiting.forEach(exchange -> outgoing.giveBack(exchange.letGo()));
    waiting.clear();
  }

  private boolean isNextReady() {
    return !waiting.isEmpty() && waiting.getFirst().isAnswered();
  }

  /**
   * Writes an answer. If that fails, say because there is no memory, the connection ends: the next
   * answer would take the place of this one.
   */
  private void write(Exchange exchange) {
    try {
      encode(exchange);
    } catch (Throwable e) {
      LOGGER.error("http.write: an answer could not be written, its connection is closed", e);
      outgoing.giveBack(exchange.letGo());
      answerNoMore();
      closeNow();
    }
  }

  private void encode(Exchange exchange) {
    Response response = Objects.requireNonNull(exchange.response(), "not answered");
    Feed endless = exchange.feed();
    if (endless != null) {
      begin(response, exchange.request(), endless);
      return;
    }
    boolean close = response.close() || !exchange.request().keepAlive() || loop.isStopping();
    send(
        loop.writer().write(context.alloc(), response, exchange.request(), close),
        exchange.letGo());
    if (close) {
      sayGoodbye();
    }
  }

  private void begin(Response response, Request request, Feed endless) {
    send(loop.writer().writeEndless(context.alloc(), response, request));
    answerNoMore();
    if (request.isHead() || loop.isStopping()) {
      endless.close();
      sayGoodbye();
    } else {
      feed = endless;
      deadline.endless();
      endless.start(context);
    }
  }

  private void send(ByteBuf bytes) {
    send(bytes, 0);
  }

  /** Sends bytes, and gives back what they hold once they are sent, or never will be. */
  private void send(ByteBuf bytes, long held) {
    ChannelFuture written = context.write(bytes);
    if (held > 0) {
      var unused = written.addListener(sent -> outgoing.giveBack(held));
    }
    if (!flushing) {
      flushing = true;
      loop.atEnd(this::flush);
    }
  }

  private void flush() {
    flushing = false;
    context.flush();
  }

  /**
   * Ends our half, once all is sent, and goes on reading what the client sends, into nothing:
   * closing at once would make its system throw the answer away (RFC 9112, 9.6).
   */
  private void sayGoodbye() {
    answerNoMore();
    deadline.lastAnswer();
    var unused =
        context
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                written -> {
                  deadline.goodbye();
                  fullSince = System.nanoTime(); // a channel that is half closed is not writable
                  if (context.channel() instanceof DuplexChannel channel) {
                    var ignored = channel.shutdownOutput();
                  } else {
                    closeNow();
                  }
                });
  }

  /** A client that does not read, or asks faster than it can be answered, is not read either. */
  private void regulate() {
    boolean read = closing || (waiting.size() < MOST_WAITING && context.channel().isWritable());
    if (context.channel().config().isAutoRead() != read) {
      context.channel().config().setAutoRead(read);
    }
  }
}
