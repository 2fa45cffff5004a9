package io.millrace.plugin.file;

import static io.millrace.plugin.file.Delivery.events;
import static io.millrace.plugin.file.Delivery.files;
import static io.millrace.plugin.file.Delivery.lines;
import static io.millrace.plugin.file.Delivery.ndjson;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Sink;
import io.millrace.api.testing.StageDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an open file when offsets begin again, and of one that a killed server left. */
class OpenFilesTest {

  private static final String FIRST = "orders-0-00000000000000000000.ndjson";
  private static final String REPLACED = FIRST + ".replaced";
  private static final String THIRD = "orders-0-00000000000000000002.ndjson";

  @TempDir private Path parent;

  private final StageDriver driver = StageDriver.of(new FilePlugin());

  @AfterEach
  void closeDriver() {
    driver.close();
  }

  private Path out() {
    return parent.resolve("out");
  }

  private Sink sink(long rollSize) throws Exception {
    return driver.sink("file", ndjson(out(), rollSize));
  }

  @Test
  void offsetsThatBeganAgainKeepWhatWasCommittedOfTheOpenFile() throws Exception {
    sink(1 << 20).deliver(events(0, 4));
    driver.close();

    try (StageDriver next = StageDriver.of(new FilePlugin())) {
      Sink again = next.sink("file", ndjson(out(), 1 << 20));
      again.deliver(events(5, 9));
      again.deliver(events(0, 0));
      again.deliver(events(1, 2));
    }

    assertThat(files(out())).containsExactly(FIRST + ".part", FIRST + ".part.index", REPLACED);
    assertThat(out().resolve(REPLACED)).hasContent(lines(0, 9));
    assertThat(out().resolve(FIRST + ".part")).hasContent(lines(0, 2));
  }

  @Test
  void aPartOfTheOpenFileThatComesAgainIsKept() throws Exception {
    Sink sink = sink(1 << 20);
    for (int repeat = 0; repeat < 2; repeat++) {
      sink.deliver(events(2, 4));
      sink.deliver(events(5, 9));
    }
    sink.deliver(events(3, 3));

    assertThat(files(out()))
        .containsExactly(
            THIRD + ".part", THIRD + ".part.index", THIRD + ".replaced", THIRD + ".replaced-2");
    assertThat(out().resolve(THIRD + ".replaced-2")).hasContent(lines(2, 9));
    assertThat(out().resolve(THIRD + ".part")).hasContent(lines(2, 3));
  }

  @Test
  void theOnlyBatchIsKeptOnceItIsKnownToBeCommitted() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 4));
    sink.idle();
    sink.deliver(events(0, 1));

    assertThat(out().resolve(REPLACED)).hasContent(lines(0, 4));
    assertThat(out().resolve(FIRST + ".part")).hasContent(lines(0, 1));
  }

  @Test
  void anOpenFileThatBeginsFurtherOnIsKept() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(2, 4));
    sink.deliver(events(0, 1));

    assertThat(out().resolve(THIRD + ".replaced")).hasContent(lines(2, 4));
    assertThat(out().resolve(FIRST + ".part")).hasContent(lines(0, 1));
  }

  @Test
  void aFileOfAnEarlierRunIsClosedWithoutAnEvent() throws Exception {
    leaveOpen(true);

    try (StageDriver next = StageDriver.of(new FilePlugin())) {
      Sink again = next.sink("file", ndjson(out(), 1 << 20));
      again.idle();
      assertThat(files(out())).containsExactly(FIRST + ".part", FIRST + ".part.index");
      next.context().advance(Duration.ofMinutes(10));
      again.idle();
      assertThat(files(out())).containsExactly(FIRST);
      again.deliver(events(5, 6));
    }
    assertThat(out().resolve(FIRST)).hasContent(lines(0, 4));
    assertThat(out().resolve("orders-0-00000000000000000005.ndjson.part")).hasContent(lines(5, 6));
  }

  @Test
  void whatATornWriteLeftIsCutBeforeThat() throws Exception {
    leaveOpen(true);
    Files.writeString(out().resolve(FIRST + ".part"), lines(0, 5));

    try (StageDriver next = StageDriver.of(new FilePlugin())) {
      Sink again = next.sink("file", ndjson(out(), 1 << 20));
      next.context().advance(Duration.ofMinutes(10));
      again.idle();
    }
    assertThat(out().resolve(FIRST)).hasContent(lines(0, 4));
  }

  @Test
  void aFileOfAnEarlierRunThatMayNotBeCommittedWaitsForAnEvent() throws Exception {
    leaveOpen(false);

    try (StageDriver next = StageDriver.of(new FilePlugin())) {
      Sink again = next.sink("file", ndjson(out(), 1 << 20));
      next.context().advance(Duration.ofMinutes(10));
      again.idle();
      assertThat(files(out())).containsExactly(FIRST + ".part", FIRST + ".part.index");
      again.deliver(events(3, 6));
    }
    assertThat(out().resolve(FIRST)).hasContent(lines(0, 2));
  }

  /** What a process leaves behind that is killed: no close. */
  private void leaveOpen(boolean committed) throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 4));
    if (committed) {
      sink.idle();
    }
    Path killed = Files.createDirectories(parent.resolve("killed"));
    for (String name : files(out())) {
      Files.copy(out().resolve(name), killed.resolve(name));
    }
    driver.close();
    for (String name : files(out())) {
      Files.delete(out().resolve(name));
    }
    for (String name : files(killed)) {
      Files.copy(killed.resolve(name), out().resolve(name));
    }
  }
}
