package io.millrace.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code tail} makes of a server one of whose partitions is damaged. */
@Timeout(60)
class TailDamageTest {

  private static final String DAMAGE =
      "{\"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"a flipped bit\","
          + "\"code\":\"backend.corrupt\"}";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/streams/orders",
        exchange ->
            answer(
                exchange,
                200,
                "{\"partitions\":[{\"partition\":0,\"first\":0,\"next\":1},"
                    + "{\"partition\":1,\"first\":0,\"next\":1}]}"));
    server.createContext("/streams/orders/partitions/0", exchange -> answer(exchange, 500, DAMAGE));
    server.createContext(
        "/streams/orders/partitions/1",
        exchange ->
            answer(
                exchange,
                200,
                "{\"records\":[{\"offset\":0,\"timestamp\":0,\"key\":null,\"headers\":[],"
                    + "\"encoding\":\"json\",\"value\":{\"n\":7}}],\"nextOffset\":1}"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int tail(String... more) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    String[] arguments = {"tail", "orders", "--from", "earliest", "--values", "--url", url};
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  @Test
  void aDamagedPartitionIsSaidAndTheOthersArePrinted() {
    assertThat(tail("--until-end")).isEqualTo(ExitCode.RUNTIME);

    assertThat(out.toString().strip()).isEqualTo("{\"n\":7}");
    assertThat(err.toString())
        .containsOnlyOnce("orders/0 goes no further: the server answered 500")
        .contains("a flipped bit");
  }

  @Test
  void whoeverFollowsGetsTheOthersToo() {
    assertThat(tail("--limit", "1")).isEqualTo(ExitCode.RUNTIME);

    assertThat(out.toString().strip()).isEqualTo("{\"n\":7}");
  }
}
