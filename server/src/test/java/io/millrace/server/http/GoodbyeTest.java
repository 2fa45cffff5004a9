package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that end while an answer is on its way: it comes whole. */
@Timeout(60)
class GoodbyeTest {

  private static final int LARGE = 8 << 20;
  private static final String GET_LARGE =
      "GET /streams/blobs/partitions/0 HTTP/1.1\r\nHost: x\r\n%s\r\n";

  private final TestingServer server = new TestingServer();

  @BeforeEach
  void storeSomethingLarge() {
    byte[] large = new byte[LARGE];
    Arrays.fill(large, (byte) 'x');
    server.post("/streams/blobs", "application/octet-stream", large);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aStopLetsWhatIsBeingSentComeToItsEnd() throws IOException {
    try (RawConnection idle = new RawConnection(server);
        RawConnection slow = RawConnection.narrow(server)) {
      slow.send(GET_LARGE.formatted(""));
      String begun = slow.some(1_000);

      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> server.server().stop(Duration.ofSeconds(20)));
      assertThat(idle.rest()).isEmpty();

      assertWhole(begun + slow.rest());
      stopped.join();
    }
  }

  /** What waits here is as long as a client may take for its farewell, and longer. */
  @Test
  void aLastAnswerThatIsReadLateComesWhole() throws IOException, InterruptedException {
    try (RawConnection late = RawConnection.narrow(server)) {
      late.send(GET_LARGE.formatted("Connection: close\r\n"));
      String begun = late.some(1_000);
      Thread.sleep(3_000);

      assertWhole(begun + late.rest());
    }
  }

  private static void assertWhole(String answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    assertThat(answer.substring(0, body)).contains("Content-Length: " + (answer.length() - body));
    assertThat(answer.length()).isGreaterThan(LARGE);
  }
}
