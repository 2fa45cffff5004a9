package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in a loop under HTTP load: every acknowledged event is in one place once. Five
 * kills; {@code -Dmillrace.kills=100} for more.
 */
@ExtendWith(DistributionExtension.class)
final class KillIT {

  private static final int KILLS = Integer.getInteger("millrace.kills", 5);
  private static final int LEAST_EVENTS = 400;
  private static final int HUNDRED = 100;
  private static final int PARTITIONS = 3;

  private final Ledger ledger = new Ledger(LoadClient::isRejected);
  private final AtomicReference<LoadClient.Target> target = new AtomicReference<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Random random = new Random(7);

  @Test
  void everyAcknowledgedEventIsInOnePlaceOnce(Distribution distribution, @TempDir Path directory)
      throws Exception {
    Path topology =
        Files.writeString(directory.resolve("topology.yaml"), LoadClient.topology(PARTITIONS));
    ExecutorService clients = Executors.newCachedThreadPool();
    List<Future<Void>> running = new ArrayList<>();
    try {
      for (int kill = 0; kill <= KILLS; kill++) {
        try (RunningServer server =
            RunningServer.start(distribution, directory, "--topology", topology)) {
          target.set(new LoadClient.Target(kill, server.streams()));
          if (kill == 0) {
            running.addAll(start(clients));
          }
          awaitLoad();
          if (kill == KILLS) {
            stop.set(true);
            for (Future<Void> client : running) {
              client.get();
            }
            judge(server);
          }
        }
      }
    } finally {
      stop.set(true);
      clients.shutdownNow();
    }
  }

  private List<Future<Void>> start(ExecutorService clients) {
    List<Future<Void>> running = new ArrayList<>();
    for (int batch : List.of(1, 1, 1, HUNDRED, HUNDRED)) {
      int client = running.size() + 1;
      running.add(clients.submit(new LoadClient(client, batch, target, stop, ledger)));
    }
    return running;
  }

  /** Some more events have been acknowledged: another number each time. */
  private void awaitLoad() throws Exception {
    long enough = ledger.acknowledged() + LEAST_EVENTS + random.nextInt(10 * LEAST_EVENTS);
    Waiting.until("more events", () -> ledger.acknowledged() >= enough);
  }

  private void judge(RunningServer server) throws Exception {
    Streams streams = server.streams();
    long taken = streams.count(LoadClient.STREAM);
    Waiting.until(
        "all are processed",
        () -> streams.count("wanted") + streams.count("check-failures") >= taken);
    List<Sighting> succeeded = new ArrayList<>();
    for (String value : streams.values("wanted")) {
      succeeded.add(Sighting.of(value));
    }
    List<Sighting> failed = new ArrayList<>();
    for (FailureRecord failure : FailureRecord.all(streams, "check-failures")) {
      failed.add(Sighting.of(failure.original()));
    }
    System.out.printf(
        "%d kills, %d events acknowledged, %d in doubt, %d found%n",
        KILLS, ledger.acknowledged(), ledger.doubted(), succeeded.size() + failed.size());
    assertThat(ledger.complaints(succeeded, failed)).isEmpty();
    assertThat(succeeded.size() + failed.size()).isEqualTo((int) taken);
    assertThat(streams.counts().withoutIdentity()).isEmpty();
    assertThat(server.stop()).as(server.log()).isZero();
  }
}
