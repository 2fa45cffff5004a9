package io.millrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code send} makes of a server that does not answer with 200 at once. */
class SendCommandTest {

  /** Stands for a connection that ends without an answer. */
  private static final int BREAK = 0;

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/streams/orders", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    int status = answers.isEmpty() ? 200 : answers.remove();
    if (status != BREAK) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }

  private int send() throws IOException {
    return send("orders", Files.writeString(directory.resolve("events"), "{\"n\":1}\n{\"n\":2}\n"));
  }

  private int send(String stream, Path events) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Main.run(
        new PrintWriter(new StringWriter(), true),
        new PrintWriter(err, true),
        "send",
        stream,
        events.toString(),
        "--url",
        url);
  }

  @Test
  void aBusyServerAndABrokenConnectionAreTriedAgainUnderTheSameKey() throws IOException {
    answers.addAll(List.of(429, BREAK, 503));

    assertThat(send()).as(err.toString()).isEqualTo(ExitCode.OK);

    assertThat(keys.size()).isGreaterThanOrEqualTo(4);
    assertThat(new HashSet<>(keys)).hasSize(1);
  }

  @Test
  void anotherRefusalEndsIt() throws IOException {
    answers.add(422);

    assertThat(send()).isEqualTo(ExitCode.RUNTIME);

    assertThat(keys).hasSize(1);
  }

  @Test
  void nothingForAStreamThatIsNotThereIsRefusedToo() throws IOException {
    Path nothing = Files.writeString(directory.resolve("nothing"), "\n");
    server.createContext(
        "/streams/nope",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });

    assertThat(send("nope", nothing)).isEqualTo(ExitCode.RUNTIME);
    assertThat(err.toString()).contains("404");
    assertThat(send("orders", nothing)).isEqualTo(ExitCode.OK);
  }
}
