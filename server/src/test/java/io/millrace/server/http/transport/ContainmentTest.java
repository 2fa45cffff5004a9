package io.millrace.server.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.LoggedEvents;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be done for one connection costs that connection, and no other. */
class ContainmentTest {

  private final Metrics metrics = new Metrics();
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Desk desk =
      new Desk(
          new TestingHttpConfig().build(),
          new Router(List.of(new Route(metrics, HttpMethod.GET, "/", true, exchanges::add))),
          new PendingBytes(1_000),
          new PendingBytes(1_000));
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = TestingLoop.of(channel);

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void anAnswerThatCannotBeWrittenEndsItsConnection() {
    connect(channel);
    channel.writeInbound(request(), request());
    try (LoggedEvents logged = LoggedEvents.of(Answers.class)) {
      channel.config().setAllocator(new Exhausted());
      exchanges.get(0).answer(Response.text("first"));
      channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
      exchanges.get(1).answer(Response.text("second"));
      channel.runPendingTasks();

      assertThat(channel.isOpen()).isFalse();
      assertThat(channel.outboundMessages()).isEmpty();
      assertThat(logged.count("http.write")).isEqualTo(1);
    }
  }

  @Test
  void whatIsToBeDoneAtTheEndIsDoneThoughOneFails() {
    List<String> done = new ArrayList<>();
    loop.atEnd(
        () -> {
          throw new InternalError("no direct memory");
        });
    loop.atEnd(() -> done.add("second"));

    channel.runPendingTasks();

    assertThat(done).containsExactly("second");
  }

  @Test
  void deadlinesAreLookedAfterThoughOneFails() {
    EmbeddedChannel other = new EmbeddedChannel();
    BeatingFeed sound = feedOn(other, false);
    BeatingFeed broken = feedOn(channel, true);
    loop.start();

    for (int i = 0; i < 4; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }

    assertThat(broken.beats).isEqualTo(1);
    assertThat(channel.isOpen()).isFalse();
    assertThat(sound.beats).isGreaterThanOrEqualTo(4);
    assertThat(other.isOpen()).isTrue();
  }

  private BeatingFeed feedOn(EmbeddedChannel to, boolean breaks) {
    connect(to);
    to.writeInbound(request());
    BeatingFeed feed = new BeatingFeed(breaks);
    exchanges
        .remove(0)
        .answer(new Response(200, "text/event-stream", Bytes.EMPTY, List.of(), true), feed);
    return feed;
  }

  private void connect(EmbeddedChannel to) {
    to.pipeline().addLast(new Connection(desk, loop));
    to.pipeline().fireChannelActive();
  }

  private static HttpRequest request() {
    HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set(HttpHeaderNames.HOST, "x");
    return request;
  }

  /** Has no memory left for what is sent. */
  private static final class Exhausted extends PooledByteBufAllocator {
    @Override
    public ByteBuf ioBuffer(int bytes) {
      throw new InternalError("no direct memory");
    }
  }

  private static final class BeatingFeed implements Feed {

    private final boolean breaks;
    private int beats;

    BeatingFeed(boolean breaks) {
      this.breaks = breaks;
    }

    @Override
    public void start(ChannelHandlerContext context) {}

    @Override
    public void writable() {}

    @Override
    public void beat() {
      beats++;
      if (breaks) {
        throw new InternalError("no direct memory");
      }
    }

    @Override
    public void close() {}
  }
}
