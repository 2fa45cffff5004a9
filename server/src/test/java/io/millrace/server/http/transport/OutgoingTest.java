package io.millrace.server.http.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers hold until they are sent, over all connections. */
class OutgoingTest {

  private static final int MOST = 100_000;
  private static final int LARGE = 60_000;

  private final Metrics metrics = new Metrics();
  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private final PendingBytes outgoing = new PendingBytes(MOST);
  private final Desk desk =
      new Desk(
          new TestingHttpConfig().build(),
          new Router(List.of(route(HttpMethod.GET), route(HttpMethod.POST))),
          new PendingBytes(MOST),
          outgoing);
  private final EmbeddedChannel first = new EmbeddedChannel();
  private final EmbeddedChannel second = new EmbeddedChannel();
  private final Loop loop = TestingLoop.of(first);

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void whatDoesNotFitBesideTheAnswersOfOthersIsToldToComeAgain() {
    connect(first, HttpMethod.GET, HttpMethod.GET);
    connect(second, HttpMethod.GET, HttpMethod.GET);
    exchanges.removeFirst();
    exchanges.removeFirst().answer(large(LARGE));
    assertThat(outgoing.held()).isEqualTo(LARGE);

    exchanges.removeFirst().answer(large(LARGE));
    exchanges.removeFirst().answer(Response.text("small"));

    assertThat(sent(second)).contains("HTTP/1.1 429 ", "http.busy", "HTTP/1.1 200 ", "small");
    var unused = first.close();
    first.runPendingTasks();
    assertThat(outgoing.held()).isZero();
  }

  @Test
  void whatIsSentIsGivenBack() {
    connect(first, HttpMethod.GET);

    exchanges.removeFirst().answer(large(LARGE));

    assertThat(outgoing.held()).isEqualTo(LARGE);
    assertThat(sent(first)).contains("HTTP/1.1 200 ").hasSizeGreaterThan(LARGE);
    assertThat(outgoing.held()).isZero();
  }

  @Test
  void oneThatIsLargerThanTheBoundIsSentAlone() {
    connect(first, HttpMethod.GET, HttpMethod.GET);

    exchanges.removeFirst().answer(large(2 * MOST));
    exchanges.removeFirst().answer(large(LARGE));

    assertThat(sent(first)).containsSubsequence("HTTP/1.1 200 ", "HTTP/1.1 429 ");
    assertThat(outgoing.held()).isZero();
  }

  @Test
  void whatHasBeenStoredIsSaidInAnyCase() {
    connect(first, HttpMethod.POST, HttpMethod.POST);

    exchanges.removeFirst().answer(large(2 * MOST));
    exchanges.removeFirst().answer(large(2 * MOST));

    assertThat(sent(first)).hasSizeGreaterThan(4 * MOST).doesNotContain("429");
  }

  private Route route(HttpMethod method) {
    return new Route(metrics, method, "/", false, exchanges::add);
  }

  private void connect(EmbeddedChannel to, HttpMethod... methods) {
    to.pipeline().addLast(new Connection(desk, loop));
    to.pipeline().fireChannelActive();
    for (HttpMethod method : methods) {
      HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/");
      request.headers().set(HttpHeaderNames.HOST, "x");
      to.writeInbound(request);
    }
  }

  private static Response large(int bytes) {
    return Response.json(Bytes.of(new byte[bytes]));
  }

  /** What is sent at the end of the pass. */
  private String sent(EmbeddedChannel by) {
    first.runPendingTasks();
    List<String> all = new ArrayList<>();
    for (ByteBuf part = by.readOutbound(); part != null; part = by.readOutbound()) {
      all.add(part.toString(ISO_8859_1));
      part.release();
    }
    return String.join("", all);
  }
}
