package io.millrace.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code tail} makes of records that are not as tidy as most. */
class TailCommandTest {

  private static final String PAGE =
      """
      {"stream":"orders","partition":0,"first":0,"next":2,"records":[
        {"offset":0,"timestamp":0,"key":"a\\nb\\u001b[31m","headers":[],"encoding":"json",
         "value":{"n":
           1}},
        {"offset":1,"timestamp":0,"key":null,"headers":[],"encoding":"text","value":"x\\r\\ny"}],
       "nextOffset":2}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(
        "/streams/orders",
        "{\"name\":\"orders\",\"partitions\":[{\"partition\":0,\"first\":0,\"next\":2}]}");
    answer("/streams/orders/partitions/0", PAGE);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private int tail(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("tail", "orders", "--from=earliest", "--until-end"));
    arguments.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
    arguments.addAll(List.of(more));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
  }

  @Test
  void eachRecordIsOneLineWhateverIsInIt() {
    assertThat(tail()).as(err.toString()).isEqualTo(ExitCode.OK);

    assertThat(out.toString().lines())
        .containsExactly(
            "orders/0@0 1970-01-01T00:00:00Z a\\nb\\u001b[31m {\"n\":      1}",
            "orders/0@1 1970-01-01T00:00:00Z - x\\r\\ny");
  }

  @Test
  void valuesAloneAreAsTheyAreButForTheLinesOfJson() {
    assertThat(tail("--values", "--limit=1")).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).isEqualToIgnoringNewLines("{\"n\":      1}");
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThat(tail("--limit=-1")).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(err.toString()).contains("--limit: -1 is no number of records");
  }
}
