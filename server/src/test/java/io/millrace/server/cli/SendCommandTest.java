package io.millrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    return send("orders", lines(2));
  }

  private Path lines(int count) throws IOException {
    return Files.writeString(directory.resolve("events"), "{\"n\":1}\n".repeat(count));
  }

  private int send(String stream, Path events, String... more) {
    List<String> arguments = new ArrayList<>(List.of("send", stream, events.toString()));
    arguments.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
    arguments.addAll(List.of(more));
    return Main.run(
        new PrintWriter(new StringWriter(), true),
        new PrintWriter(err, true),
        arguments.toArray(String[]::new));
  }

  @Test
  void aFileThatIsNotThereIsFoundBeforeAnythingIsSent() throws IOException {
    Path none = directory.resolve("none");

    assertThat(send("orders", lines(1000), none.toString())).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(send("orders", lines(1000), directory.toString())).isEqualTo(ExitCode.ENVIRONMENT);

    assertThat(keys).isEmpty();
    assertThat(err.toString())
        .contains("there is no file " + none + "; nothing was sent")
        .contains(directory + " is a directory; name files; nothing was sent");
  }

  @Test
  void aRefusalTellsWhatIsStoredAndWhereToGoOn() throws IOException {
    Path events = lines(501);
    answers.addAll(List.of(200, 413));

    assertThat(send("orders", events)).isEqualTo(ExitCode.RUNTIME);

    assertThat(err.toString())
        .contains("413; it was sent " + events + ":501")
        .contains("500 events are stored, and nothing from " + events + ":501 on")
        .contains("tail -n +501 " + events);
  }

  @Test
  void ofLinesThatAreTooLargeTheLargestIsNamed() throws IOException {
    Path events =
        Files.writeString(
            directory.resolve("events"), "{\"n\":1}\n\n{\"n\":10000}\n{\"n\":20000}\n{\"n\":2}\n");
    answers.addAll(List.of(413, 422));

    assertThat(send("orders", events)).isEqualTo(ExitCode.RUNTIME);
    assertThat(send("orders", events)).isEqualTo(ExitCode.RUNTIME);

    String sent = "it was sent " + events + ":1 to " + events + ":5";
    assertThat(err.toString())
        .contains("413; " + sent + ", of which " + events + ":3 is the largest (11 bytes)\n")
        .contains("422; " + sent + "\n");
  }

  @Test
  void whatMayBeStoredIsSentAgainUnderTheSameName() throws IOException {
    Path events = lines(1001);
    answers.addAll(List.of(200, 500));

    assertThat(send("orders", events, "--run=nightly")).isEqualTo(ExitCode.RUNTIME);

    assertThat(keys).containsExactly("nightly-0", "nightly-1");
    assertThat(err.toString())
        .contains("500 events are stored for certain")
        .contains("those of " + events + ":501 to " + events + ":1000 may be, too")
        .contains("--run nightly --skip 500, which");

    keys.clear();
    assertThat(send("orders", events, "--run=nightly", "--skip=500")).isEqualTo(ExitCode.OK);
    assertThat(keys).containsExactly("nightly-1", "nightly-2");
  }

  @Test
  void onlyWholeRequestsCanBeLeftOut() throws IOException {
    for (String skip : List.of("--skip=499", "--skip=1002", "--skip=-1")) {
      assertThat(send("orders", lines(1001), skip)).isEqualTo(ExitCode.CONFIGURATION);
    }
    assertThat(keys).isEmpty();
    assertThat(err.toString())
        .contains("no request of this run ends with event 499;")
        .contains("no request of this run ends with event 1002;")
        .contains("--skip: write 0 or more")
        .doesNotContain("to go on");
  }

  @Test
  void ofSeveralFilesTheRestIsNamed() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), "{}\n");
    answers.addAll(List.of(413, 413));

    assertThat(send("orders", first, lines(1).toString())).isEqualTo(ExitCode.RUNTIME);
    assertThat(send("orders", first)).isEqualTo(ExitCode.RUNTIME);

    assertThat(err.toString())
        .contains("tail -n +1 " + first + ", and the files after it\n")
        .contains("tail -n +1 " + first + "\n");
  }

  @Test
  void aLineWithoutEndIsRefusedAtItsPlace() throws IOException {
    Path events = lines(2);
    try (RandomAccessFile file = new RandomAccessFile(events.toFile(), "rw")) {
      file.setLength((64 << 20) + 100);
    }

    assertThat(send("orders", events)).isEqualTo(ExitCode.RUNTIME);

    assertThat(err.toString())
        .contains(events + ":3 is longer than 64 MiB")
        .contains("0 events are stored, and nothing from " + events + ":1 on");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-GitHub-Event=\u00e9",
        "X-A=b\nc",
        "Content-Length=b",
        "Host=b",
        "Transfer-Encoding=chunked",
        "Idempotency-Key=1",
        "X A=b"
      })
  void aHeaderThatCannotBeSentIsRefused(String header) throws IOException {
    assertThat(send("orders", lines(1), "--header", header)).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(keys).isEmpty();
    assertThat(err.toString()).startsWith("millrace: --header: ").doesNotContain("defect");
  }

  @Test
  void aNameThatNoStreamHasIsNoDefect() throws IOException {
    assertThat(send("a b", lines(1))).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(send("orders", lines(1), "--token=\u00e9")).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(err.toString()).contains("is no name of a stream").doesNotContain("defect");
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
