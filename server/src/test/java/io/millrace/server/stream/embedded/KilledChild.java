package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.TestingRecords;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A process that appends and commits until it is killed. It prints {@code thread number} for each
 * append that was acknowledged, and {@code commit number} for each commit.
 */
final class KilledChild {

  static final StreamPartition OUT = new StreamPartition("out", 0);
  static final StreamPartition IN = new StreamPartition("in", 0);

  private KilledChild() {}

  /** Takes the data directory, and the number to start at. */
  public static void main(String[] arguments) {
    EmbeddedBackend backend = open(Path.of(arguments[0]));
    backend.declare(List.of(StreamSpec.of("in", 1), StreamSpec.of("out", 4)));
    int start = Integer.parseInt(arguments[1]);
    for (int t = 1; t < 4; t++) {
      StreamPartition partition = new StreamPartition("out", t);
      new Thread(() -> append(backend, partition, start)).start();
    }
    commit(backend, start);
  }

  static EmbeddedBackend open(Path directory) {
    EmbeddedConfig config =
        new EmbeddedConfig(directory, 100_000, SyncMode.ALWAYS, 200_000, 1 << 20);
    return EmbeddedBackend.open(config, InstantSource.system(), KilledChild::die);
  }

  private static void die(BackendException fatal) {
    Runtime.getRuntime().halt(1);
  }

  private static void append(EmbeddedBackend backend, StreamPartition partition, int start) {
    for (int i = start; ; i++) {
      backend.append(Map.of(partition, TestingRecords.values(text(i)))).join();
      say(partition.partition(), i);
    }
  }

  /** Each commit is one record and the offset that counts it; two are in flight. */
  private static void commit(EmbeddedBackend backend, int start) {
    try (Intake intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1))) {
      CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
      for (int i = start; ; i++) {
        CompletableFuture<Void> next =
            intake.commit(
                new Commit(Map.of(IN, i + 1L), Map.of(OUT, TestingRecords.values(text(i)))));
        before.join();
        say(OUT.partition(), i - 1);
        before = next;
      }
    }
  }

  private static synchronized void say(int partition, int number) {
    PrintStream out = System.out;
    out.println(partition + " " + number);
    out.flush();
  }

  static String text(int number) {
    return number + " " + "z".repeat(number % 400);
  }
}
