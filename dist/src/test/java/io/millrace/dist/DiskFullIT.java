package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real disk that becomes full: a small tmpfs, where this process may mount one. Events are
 * refused with 503 as long as there is no room, and all that were acknowledged are there once.
 */
@ExtendWith(DistributionExtension.class)
final class DiskFullIT {

  private static final String TOPOLOGY = "streams: { numbers: { partitions: 2, format: json } }\n";
  private static final int EVENT_BYTES = 100_000;
  private static final int MORE_THAN_FITS = 1_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(9);
  private final List<Integer> acknowledged = new ArrayList<>();
  @TempDir private Path directory;
  private int next;

  @Test
  void eventsAreRefusedUntilThereIsRoomAndNoneIsLostOrHalf(Distribution distribution)
      throws Exception {
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    try (Tmpfs disk = Tmpfs.mount(directory.resolve("data"), "size=40m");
        RunningServer server =
            RunningServer.start(distribution, directory, "--topology", topology)) {
      HttpResponse<String> refused = postUntil(server, 503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(post(server).statusCode()).isEqualTo(503);
      assertThat(server.streams().text("/health/ready"))
          .contains("degraded")
          .contains("cannot write to");
      assertThat(server.log().split("nothing is stored until there is room", -1)).hasSize(2);

      disk.remount("size=200m");
      postUntil(server, 200);
      assertThat(post(server).statusCode()).isEqualTo(200);
      assertThat(server.log()).contains("takes writes again");

      List<Integer> stored = new ArrayList<>();
      for (String value : server.streams().values("numbers")) {
        stored.add(Page.json(value).path("number").asInt());
      }
      assertThat(stored).containsExactlyInAnyOrderElementsOf(acknowledged);
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  private HttpResponse<String> postUntil(RunningServer server, int status) throws Exception {
    for (int i = 0; i < MORE_THAN_FITS; i++) {
      HttpResponse<String> answer = post(server);
      if (answer.statusCode() == status) {
        return answer;
      }
    }
    throw new AssertionError("never answered " + status);
  }

  /** Sends an event that cannot be compressed. */
  private HttpResponse<String> post(RunningServer server) throws Exception {
    int number = next++;
    StringBuilder text = new StringBuilder("{\"number\":" + number + ",\"text\":\"");
    for (int i = 0; i < EVENT_BYTES; i++) {
      text.append((char) ('0' + random.nextInt(43)));
    }
    URI stream = server.address().resolve("/streams/numbers");
    HttpRequest request =
        HttpRequest.newBuilder(stream)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(text.append("\"}").toString()))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() == 200) {
      acknowledged.add(number);
    }
    return answer;
  }
}
