package io.millrace.server.http.streams;

import static io.netty.channel.ChannelFutureListener.CLOSE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Feed;
import io.millrace.server.http.transport.Loop;
import io.millrace.server.stream.Backend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the records of a stream for as long as the client listens. One step of reading is under way
 * at a time, and the next one waits until the client has taken the last: so a client that is slow
 * costs one step of memory, whatever the stream does. For the thread of the loop.
 */
final class EventFeed implements Feed {

  private static final Logger LOGGER = LoggerFactory.getLogger(EventFeed.class);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

  private final Loop loop;
  private final Backend backend;
  private final Background background;
  private final String stream;
  private final FeedReader reader;
  private final long patienceNanos;
  private @Nullable ChannelHandlerContext context;
  private Backend.@Nullable Subscription subscription;
  private boolean reading;
  private boolean more;
  private boolean closed;
  private long lastTaken = System.nanoTime();

  EventFeed(
      Loop loop,
      Backend backend,
      Background background,
      String stream,
      FeedPosition position,
      long patienceNanos) {
    this.loop = loop;
    this.backend = backend;
    this.background = background;
    this.stream = stream;
    this.reader = new FeedReader(backend, stream, position);
    this.patienceNanos = patienceNanos;
  }

  @Override
  public void start(ChannelHandlerContext to) {
    context = to;
    subscription = backend.onAppend(stream, () -> loop.run(this::appended));
    appended();
  }

  @Override
  public void writable() {
    lastTaken = System.nanoTime();
    advance();
  }

  @Override
  public void beat() {
    ChannelHandlerContext to = context;
    if (to == null || closed) {
      return;
    }
    long waited = System.nanoTime() - lastTaken;
    if (!to.channel().isWritable()) {
      if (waited > patienceNanos) {
        LOGGER.info("http.events: a client of {} takes nothing, its connection is closed", stream);
        var unused = to.close();
      }
    } else if (waited > HEARTBEAT_NANOS) {
      send(Unpooled.wrappedBuffer(HEARTBEAT));
    }
  }

  @Override
  public void close() {
    closed = true;
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
  }

  private void appended() {
    more = true;
    advance();
  }

  private void advance() {
    ChannelHandlerContext to = context;
    if (closed || reading || !more || to == null || !to.channel().isWritable()) {
      return;
    }
    reading = true;
    more = false;
    background.run(() -> read(to));
  }

  private void read(ChannelHandlerContext to) {
    try {
      byte[] text = reader.next();
      loop.run(() -> arrived(text));
    } catch (RuntimeException e) {
      LOGGER.warn(
          "http.events: reading {} failed, a client is sent away: {}", stream, e.toString());
      byte[] error = FeedReader.error(e);
      loop.run(() -> to.writeAndFlush(Unpooled.wrappedBuffer(error)).addListener(CLOSE));
    }
  }

  private void arrived(byte[] text) {
    reading = false;
    if (closed) {
      return;
    }
    if (text.length > 0) {
      more = true;
      send(Unpooled.wrappedBuffer(text));
    }
    advance();
  }

  private void send(ByteBuf bytes) {
    ChannelHandlerContext to = context;
    if (to != null) {
      lastTaken = System.nanoTime();
      // One that is not sent would be a gap that the client does not see.
      var unused = to.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }
}
