package io.millrace.dist;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Posts numbered events until it is told to stop, whatever becomes of the server. Half of its
 * requests have an {@code Idempotency-Key} and are sent again until there is an answer; the others
 * are sent once.
 */
final class LoadClient implements Callable<Void> {

  static final String STREAM = "numbers";
  private static final String TOPOLOGY =
      """
      streams:
        numbers: { partitions: %1$d, key: key, id: number }
        wanted:  { partitions: %1$d, key: key, id: number }
      pipelines:
        check:
          from: numbers
          stages:
            - validate: required
              with: { fields: [number, wanted] }
            - enrich: stamp
              with: { add: { processed.at: now } }
          to: wanted
      """;
  private static final int KEYS = 5;
  private static final long ROOM = 1_000_000_000L;

  /** The server as it is now; the number grows with each start. */
  record Target(int number, Streams streams) {}

  private final int client;
  private final int batch;
  private final AtomicReference<Target> target;
  private final AtomicBoolean stop;
  private final Ledger ledger;
  private final Random random;
  private long next;

  LoadClient(
      int client, int batch, AtomicReference<Target> target, AtomicBoolean stop, Ledger ledger) {
    this.client = client;
    this.batch = batch;
    this.target = target;
    this.stop = stop;
    this.ledger = ledger;
    this.random = new Random(client);
    this.next = client * ROOM;
  }

  /** The topology that takes the events: streams of so many partitions. */
  static String topology(int partitions) {
    return TOPOLOGY.formatted(partitions);
  }

  /** An event: every seventh lacks what the topology requires. */
  static boolean isRejected(long number) {
    return number % 7 == 0;
  }

  @Override
  public Void call() throws Exception {
    while (!stop.get()) {
      List<Long> numbers = new ArrayList<>();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < batch; i++) {
        numbers.add(next);
        lines.append(event(next)).append('\n');
        next++;
      }
      if (isStored(lines.toString(), random.nextBoolean())) {
        ledger.acknowledge(numbers);
      } else {
        ledger.doubt(numbers);
      }
    }
    return null;
  }

  private String event(long number) {
    String key = "k-" + client + "-" + number % KEYS;
    String wanted = isRejected(number) ? "" : ",\"wanted\":true";
    return "{\"number\":" + number + ",\"key\":\"" + key + "\"" + wanted + "}";
  }

  /** Sends a request; false if it may or may not be stored. */
  private boolean isStored(String lines, boolean keyed) throws Exception {
    Map<String, String> headers = keyed ? Map.of("Idempotency-Key", "request-" + next) : Map.of();
    while (true) {
      Target now = target.get();
      try {
        int status = now.streams().post(STREAM, lines, headers);
        if (status == 200) {
          return true;
        }
        throw new AssertionError("answered " + status);
      } catch (ConnectException notSent) {
        awaitAnother(now);
      } catch (IOException noAnswer) {
        awaitAnother(now);
        if (!keyed) {
          return false;
        }
      }
    }
  }

  private void awaitAnother(Target old) throws Exception {
    Waiting.until("another start", () -> target.get().number() != old.number());
  }
}
