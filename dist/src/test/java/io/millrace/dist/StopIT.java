package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Stopped by SIGTERM and started again. */
@ExtendWith(DistributionExtension.class)
final class StopIT {

  private static final int REQUESTS = 40;

  @Test
  void nothingIsMissingAfterAStopWithWorkInHand(Distribution distribution, @TempDir Path directory)
      throws Exception {
    Path orders = distribution.home().resolve("conf/samples/orders.ndjson");
    String body = Files.readString(orders);
    long lines = body.lines().filter(line -> !line.isBlank()).count();
    List<String> before;
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      for (int request = 0; request < REQUESTS; request++) {
        assertThat(server.streams().post("raw-orders", body, Map.of())).isEqualTo(200);
      }
      before = server.streams().values("raw-orders");
      assertThat(server.stop()).as(server.log()).isZero();
    }
    assertThat(before).hasSize((int) lines * REQUESTS);
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      Streams streams = server.streams();
      Waiting.until(
          "every order is in one place",
          () -> streams.count("orders") + streams.count("check-orders-failures") >= before.size());
      assertThat(streams.values("raw-orders")).isEqualTo(before);
      List<String> wrong =
          FailureRecord.all(streams, "check-orders-failures").stream()
              .map(FailureRecord::original)
              .sorted()
              .toList();
      Set<String> kinds = Set.copyOf(wrong);
      assertThat(before.stream().filter(kinds::contains).sorted().toList()).isEqualTo(wrong);
      List<String> right = before.stream().filter(order -> !kinds.contains(order)).toList();
      assertThat(eventIds(streams.values("orders"))).isEqualTo(eventIds(right));
      assertThat(streams.counts().withoutIdentity()).isEmpty();
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  private static List<String> eventIds(List<String> orders) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String order : orders) {
      ids.add(Page.json(order).path("event_id").asText());
    }
    ids.sort(null);
    return ids;
  }
}
