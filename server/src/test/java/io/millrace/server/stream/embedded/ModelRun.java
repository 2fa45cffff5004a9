package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.LogModel.Content;
import io.millrace.server.stream.embedded.LogModel.Unit;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.FaultPoint;
import io.millrace.server.stream.embedded.file.SimulatedCrash;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** One seeded history of a log on a file system that fails, compared with the model. */
final class ModelRun {

  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final StreamPartition SHORT = new StreamPartition("short", 0);
  private static final List<StreamPartition> PARTITIONS =
      List.of(IN, new StreamPartition("out", 0), new StreamPartition("out", 1), SHORT);
  private static final List<StreamSpec> STREAMS =
      List.of(
          StreamSpec.of("in", 1),
          StreamSpec.of("out", 2),
          new StreamSpec("short", 1, Optional.of(Duration.ofHours(1)), OptionalLong.of(20_000)));

  private final Random random;
  private final SimulatedFiles files;
  private final EmbeddedConfig config;
  private final LogModel model = new LogModel();
  private final Map<Unit, CompletableFuture<?>> waiting = new LinkedHashMap<>();
  private final AtomicReference<ManualCommitter> committer = new AtomicReference<>();
  private long now = 1_700_000_000_000L;
  private long epoch;
  private long offset;
  private int counter;
  private EmbeddedBackend backend;
  private Intake intake;
  private int merges;

  ModelRun(long seed, SimulatedFiles files, SyncMode sync) {
    random = new Random(seed);
    this.files = files;
    config =
        new EmbeddedConfig(
            TestingLogs.config(1024).directory(),
            2000 + random.nextInt(20_000),
            sync,
            200_000,
            random.nextInt(20_000));
  }

  /** How often segments were merged. */
  int merges() {
    return merges;
  }

  /**
   * Runs some steps.
   *
   * @throws AssertionError if the log does not hold what it must
   */
  void run(int steps) {
    open();
    for (int i = 0; i < steps; i++) {
      try {
        step();
      } catch (SimulatedCrash e) {
        recover(random.nextInt(4) > 0);
      }
      if (dead()) {
        recover(random.nextInt(4) > 0);
      }
    }
    recover(true);
  }

  /** Whether the machine has stopped, or the log has given up. */
  private boolean dead() {
    return files.crashed()
        || backend.complaints().stream().anyMatch(text -> text.contains("cannot go on"));
  }

  private void step() {
    tidy();
    switch (random.nextInt(24)) {
      case 0 -> files.crashAfter(random.nextInt(12));
      case 1 -> files.leaveRoom(random.nextInt(12_000));
      case 2 -> files.makeRoom();
      case 3, 7 -> advance();
      case 4 -> restart();
      case 5 -> check();
      case 6 -> files.failNextSync();
      case 8, 9, 10, 11, 12 -> commit();
      default -> append();
    }
    if (random.nextInt(3) > 0) {
      settle();
    }
  }

  /** Merges a little between commits; readers see no difference. */
  private void tidy() {
    int steps = random.nextInt(20);
    for (int i = 0; i < steps && !dead() && committer.get().tidy(); i++) {
      if (random.nextInt(20) == 0) {
        files.crashAfter(random.nextInt(12));
      } else if (random.nextInt(20) == 0) {
        check();
      }
    }
  }

  private void append() {
    Map<StreamPartition, List<String>> values = values();
    Unit unit = new Unit(counter++, values, Map.of());
    model.sent(unit);
    waiting.put(unit, backend.append(records(values)));
  }

  private void commit() {
    offset += random.nextInt(5);
    Unit unit = new Unit(counter++, values(), Map.of(IN, offset));
    model.sent(unit);
    waiting.put(unit, intake.commit(new Commit(unit.offsets(), records(unit.appends()))));
  }

  private Map<StreamPartition, List<String>> values() {
    Map<StreamPartition, List<String>> values = new HashMap<>();
    for (StreamPartition partition : PARTITIONS) {
      int count = random.nextInt(8) - 3;
      for (int i = 0; i < count; i++) {
        String filler = partition.equals(SHORT) ? noise(2000) : "x".repeat(random.nextInt(300));
        String value = counter++ + "x" + filler + random.nextLong();
        values.computeIfAbsent(partition, p -> new ArrayList<>()).add(value);
      }
    }
    return values;
  }

  /** What cannot be compressed: most of what is stored is soon not wanted any more. */
  private String noise(int most) {
    return random
        .ints(random.nextInt(most), 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Map<StreamPartition, Records> records(Map<StreamPartition, List<String>> values) {
    Map<StreamPartition, Records> appends = new HashMap<>();
    values.forEach(
        (partition, texts) -> {
          RecordsBuilder builder = new RecordsBuilder();
          texts.forEach(text -> builder.add(7, null, RecordHeaders.EMPTY, Bytes.utf8(text)));
          appends.put(partition, builder.build());
        });
    return appends;
  }

  /** Stores what waits, and hears what became of it. */
  private void settle() {
    committer.get().flush();
    if (dead()) {
      return;
    }
    boolean failed = false;
    for (Map.Entry<Unit, CompletableFuture<?>> entry : waiting.entrySet()) {
      if (entry.getValue().isCompletedExceptionally()) {
        model.refused(entry.getKey());
        failed = true;
      } else if (entry.getValue().isDone() && config.sync().always()) {
        model.safeUpTo(entry.getKey());
      }
    }
    waiting.clear();
    if (failed) {
      intake.rewind();
    }
  }

  private void advance() {
    now += Duration.ofMinutes(random.nextInt(90)).toMillis();
    settle();
    if (!dead()) {
      committer.get().applyRetention();
    }
  }

  private void restart() {
    settle();
    if (dead()) {
      return;
    }
    files.makeRoom();
    try {
      backend.close();
    } catch (BackendException e) {
      return; // a sync has failed: the log is dead
    }
    files.killProcess();
    model.allSafe();
    open();
    check();
  }

  private void recover(boolean powerLost) {
    waiting.clear();
    lose(powerLost);
    while (true) {
      files.crashAfter(random.nextInt(30));
      try {
        open();
        break;
      } catch (SimulatedCrash e) {
        lose(random.nextBoolean());
      } catch (BackendException e) {
        if (!files.crashed()) {
          throw e;
        }
        lose(random.nextBoolean());
      }
    }
    files.crashAfter(Integer.MAX_VALUE);
    check();
    model.allSafe();
  }

  private void lose(boolean powerLost) {
    if (powerLost) {
      files.losePower();
    } else {
      files.killProcess();
    }
  }

  private void count(FaultPoint point) {
    if (point == FaultPoint.MERGED) {
      merges++;
    }
  }

  private void open() {
    Environment environment =
        new Environment(
            files, () -> Instant.ofEpochMilli(now), () -> ++epoch, this::count, f -> {});
    backend =
        EmbeddedBackend.open(
            config,
            environment,
            commitLog -> {
              committer.set(new ManualCommitter(commitLog));
              return committer.get();
            });
    backend.declare(STREAMS);
    intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
  }

  private void check() {
    settle();
    if (dead()) {
      return;
    }
    Content content = content();
    int before = model.size();
    Optional<String> wrong = model.accept(content);
    if (wrong.isPresent()) {
      throw new AssertionError(wrong.get());
    }
    offset = content.offsets().getOrDefault(IN, 0L);
    if (model.size() > before) {
      throw new AssertionError("the model has grown");
    }
  }

  private Content content() {
    Map<StreamPartition, Long> firsts = new HashMap<>();
    Map<StreamPartition, List<String>> values = new HashMap<>();
    for (StreamPartition partition : PARTITIONS) {
      long first = backend.range(partition).first();
      if (first > 0 && !partition.equals(SHORT)) {
        throw new AssertionError(partition + " was released up to " + first);
      }
      firsts.put(partition, first);
      values.put(partition, read(partition, first));
    }
    return new Content(firsts, values, backend.committed("group"));
  }

  private List<String> read(StreamPartition partition, long first) {
    List<String> values = new ArrayList<>();
    long at = first;
    while (true) {
      Limits limits = new Limits(1 + random.nextInt(100), 500 + random.nextInt(50_000));
      Batch batch = backend.read(partition, at, limits);
      for (StreamRecord record : batch.records()) {
        if (record.offset() != at++) {
          throw new AssertionError("offset " + record.offset() + " where " + (at - 1) + " was due");
        }
        values.add(String.valueOf(record.value()));
      }
      if (batch.count() == 0) {
        return values;
      }
    }
  }
}
