package io.millrace.plugin.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Sink;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small engine that delivers, commits, crashes and starts again, over a disk that loses what was
 * not synced: the closed files hold the committed events, each once and in order, at any time.
 */
class CrashTest {

  private static final Path DIRECTORY = Path.of("out");
  private static final int PARTITIONS = 2;
  private static final int RECORDS = 60;
  private static final int SEEDS = Integer.getInteger("millrace.seeds", 150);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05})
  void closedFilesHoldWhatWasCommitted(double failures) throws Exception {
    int crashes = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = new Run(seed);
      run.toTheEnd(failures);
      crashes += run.crashes;
    }
    assertThat(crashes).isGreaterThan(2 * SEEDS);
  }

  private static final class Run {

    private final Random random;
    private final TestingContext context = TestingContext.create();
    private final String message;
    private final List<List<List<Event>>> records = new ArrayList<>();
    private final List<List<String>> lines = new ArrayList<>();
    private final int[] committed = new int[PARTITIONS];
    private final FileSettings settings;
    private SimulatedDisk disk;
    private int crashes;

    Run(int seed) {
      random = new Random(seed);
      message = "seed " + seed;
      disk = new SimulatedDisk(random);
      settings =
          new FileSettings(
              DIRECTORY,
              FileSettings.Format.NDJSON,
              Optional.empty(),
              false,
              50 + random.nextInt(400),
              Duration.ofMinutes(10));
      for (int partition = 0; partition < PARTITIONS; partition++) {
        records.add(records(partition));
        lines.add(records.get(partition).stream().map(Run::lines).toList());
      }
    }

    /** Records with gaps between their offsets; of some, two events were made. */
    private List<List<Event>> records(int partition) {
      List<List<Event>> made = new ArrayList<>();
      long offset = random.nextInt(3);
      for (int i = 0; i < RECORDS; i++) {
        String id = partition + "@" + offset;
        Event event =
            TestingEvent.builder()
                .position("orders", partition, offset)
                .body(Map.of("id", id))
                .build();
        made.add(
            random.nextInt(4) == 0
                ? List.of(event, event.with(FieldPath.of("id"), id + "#1"))
                : List.of(event));
        offset += 1 + random.nextInt(3);
      }
      return made;
    }

    void toTheEnd(double failures) throws Exception {
      for (int start = 0; committed[0] < RECORDS || committed[1] < RECORDS; start++) {
        assertThat(start).as(message).isLessThan(1_000);
        disk.failOften(failures);
        disk.crashAfter(1 + random.nextInt(120));
        try {
          serve();
        } catch (SimulatedDisk.Crash e) {
          crashes++;
          disk = disk.afterCrash();
        }
        checkClosedFiles();
      }
      disk.failOften(0);
      disk.crashAfter(Integer.MAX_VALUE / 2);
      closeAll();
      checkClosedFiles();
      assertThat(disk.list(DIRECTORY)).as(message).allMatch(name -> name.endsWith(".ndjson"));
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(closed(partition)).as(message).isEqualTo(expected(partition, RECORDS));
      }
    }

    /** From a start of the server to its end or its crash. */
    private void serve() throws Exception {
      FileSink sink = (FileSink) newSink();
      while (committed[0] < RECORDS || committed[1] < RECORDS) {
        deliver(sink);
        if (random.nextInt(3) == 0) {
          context.advance(Duration.ofMinutes(random.nextInt(8)));
          idle(sink);
        }
        if (random.nextInt(15) == 0) {
          break;
        }
      }
      try {
        sink.close();
      } catch (IOException e) {
        // the engine logs it
      }
    }

    private Sink newSink() throws Exception {
      FileSinkFactory factory = new FileSinkFactory(disk);
      return factory.create(settings, context);
    }

    private static void idle(Sink sink) {
      try {
        sink.idle();
      } catch (UncheckedIOException e) {
        // the engine logs it
      }
    }

    private void deliver(Sink sink) {
      int[] next = new int[PARTITIONS];
      List<Event> batch = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        next[partition] = Math.min(RECORDS, committed[partition] + random.nextInt(6));
        records.get(partition).subList(committed[partition], next[partition]).stream()
            .flatMap(List::stream)
            .forEach(batch::add);
      }
      if (batch.isEmpty()) {
        return;
      }
      List<Either<Failures, Event>> answers = sink.deliver(batch);
      if (random.nextInt(10) == 0) {
        throw new SimulatedDisk.Crash(); // between the answer and the commit
      }
      for (int i = 0; i < batch.size(); i++) {
        if (answers.get(i).isLeft()) {
          int partition = batch.get(i).position().partition();
          assertThat(answers.get(i).getLeft().first().message()).as(message).contains("No space");
          next[partition] = committed[partition];
        }
      }
      System.arraycopy(next, 0, committed, 0, PARTITIONS);
    }

    /** The last files are closed when their time has come and one more event is there. */
    private void closeAll() throws Exception {
      FileSink sink = (FileSink) newSink();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Event last =
            TestingEvent.builder()
                .position("orders", partition, 1_000)
                .body(Map.of("id", "end"))
                .build();
        assertThat(sink.deliver(List.of(last)).get(0).isRight()).as(message).isTrue();
      }
      sink.idle();
      sink.close();
    }

    private void checkClosedFiles() {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(expected(partition, committed[partition]))
            .as(message)
            .startsWith(closed(partition));
      }
    }

    private String closed(int partition) {
      Map<Long, String> contents = new HashMap<>();
      for (String name : disk.list(DIRECTORY)) {
        FileName.parse(name)
            .filter(file -> file.isOf("orders", partition))
            .ifPresent(
                file ->
                    contents.put(
                        file.offset(), new String(disk.content(DIRECTORY.resolve(name)), UTF_8)));
      }
      StringBuilder all = new StringBuilder();
      contents.keySet().stream().sorted().forEach(offset -> all.append(contents.get(offset)));
      return all.toString().replace("{\"id\":\"end\"}\n", "");
    }

    private String expected(int partition, int count) {
      return String.join("", lines.get(partition).subList(0, count));
    }

    private static String lines(List<Event> record) {
      StringBuilder lines = new StringBuilder();
      record.forEach(event -> lines.append(((TestingEvent) event).json()).append('\n'));
      return lines.toString();
    }
  }
}
