package io.millrace.plugin.file;

import static io.millrace.plugin.file.Delivery.delivered;
import static io.millrace.plugin.file.Delivery.event;
import static io.millrace.plugin.file.Delivery.events;
import static io.millrace.plugin.file.Delivery.files;
import static io.millrace.plugin.file.Delivery.lines;
import static io.millrace.plugin.file.Delivery.ndjson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Sink;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingContext;
import io.vavr.control.Either;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

  private static final String FIRST = "orders-0-00000000000000000000.ndjson";

  @TempDir private Path parent;

  private final StageDriver driver = StageDriver.of(new FilePlugin());

  @AfterEach
  void closeDriver() {
    driver.close();
  }

  private Path out() {
    return parent.resolve("a/out");
  }

  private Sink sink(long rollSize) throws Exception {
    return driver.sink("file", ndjson(out(), rollSize));
  }

  @Test
  void isAPluginThatTheServerWouldTake() {
    PluginCheck.verify(new FilePlugin());
  }

  @Test
  void createMakesNothing() throws Exception {
    sink(100);

    assertThat(out().getParent()).doesNotExist();
  }

  @Test
  void anOpenFileIsClosedWhenItsTimeHasCome() throws Exception {
    Sink sink = sink(1 << 20);
    assertThat(delivered(sink.deliver(events(0, 2)))).isTrue();
    driver.context().advance(Duration.ofMinutes(9));
    sink.idle();
    assertThat(files(out())).containsExactly(FIRST + ".part", FIRST + ".part.index");

    driver.context().advance(Duration.ofMinutes(1));
    sink.idle();

    assertThat(files(out())).containsExactly(FIRST);
    assertThat(out().resolve(FIRST)).hasContent(lines(0, 2));
  }

  @Test
  void theNextBatchClosesAFileThatIsLargeEnough() throws Exception {
    Sink sink = sink(16);
    sink.deliver(events(0, 1));
    sink.deliver(events(2, 2));

    assertThat(files(out()))
        .containsExactly(
            FIRST,
            "orders-0-00000000000000000002.ndjson.part",
            "orders-0-00000000000000000002.ndjson.part.index");
  }

  @Test
  void theNextBatchClosesAFileThatIsOldEnough() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 1));
    driver.context().advance(Duration.ofMinutes(10));
    sink.deliver(events(7, 7));

    assertThat(out().resolve(FIRST)).hasContent(lines(0, 1));
    assertThat(out().resolve("orders-0-00000000000000000007.ndjson.part")).hasContent(lines(7, 7));
  }

  @Test
  void eachPartitionHasItsOwnFiles() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(List.of(event(0, 5), event(1, 9), event(0, 6)));

    assertThat(out().resolve("orders-0-00000000000000000005.ndjson.part")).hasContent(lines(5, 6));
    assertThat(out().resolve("orders-1-00000000000000000009.ndjson.part")).hasContent(lines(9, 9));
  }

  @Test
  void aStopThatIsKnownToBeCommittedClosesTheFiles() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 1));
    sink.idle();
    driver.close();

    assertThat(files(out())).containsExactly(FIRST);
  }

  @Test
  void aStopThatMayNotBeCommittedLeavesTheFileOpen() throws Exception {
    sink(1 << 20).deliver(events(0, 3));
    driver.close();
    assertThat(files(out())).containsExactly(FIRST + ".part", FIRST + ".part.index");

    try (StageDriver next = StageDriver.of(new FilePlugin())) {
      Sink again = next.sink("file", ndjson(out(), 1 << 20));
      again.deliver(events(2, 5));
      again.idle();
    }
    assertThat(out().resolve(FIRST)).hasContent(lines(0, 5));
  }

  @Test
  void aRepeatedBatchReplacesWhatItRepeats() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 9));
    sink.deliver(events(5, 7));
    sink.deliver(events(5, 11));
    sink.deliver(List.of(event(40)));

    assertThat(out().resolve(FIRST + ".part")).hasContent(lines(0, 11) + lines(40, 40));
  }

  @Test
  void eventsOfOneRecordStayTogether() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 1));
    List<Event> split = List.of(event(2, "a"), event(2, "b"), event(3, "c"));
    sink.deliver(split);
    sink.deliver(split);

    assertThat(out().resolve(FIRST + ".part")).hasContent(lines(0, 1) + "\"a\"\n\"b\"\n\"c\"\n");
  }

  @Test
  void aPartitionMayGoFromOneWorkerToAnother() throws Exception {
    Sink one = sink(1 << 20);
    Sink other = sink(1 << 20);
    one.deliver(events(0, 5));
    other.deliver(events(3, 6));
    driver.context().advance(Duration.ofHours(1));
    one.idle();
    assertThat(out().resolve(FIRST)).doesNotExist();

    one.deliver(events(7, 8));

    assertThat(out().resolve(FIRST)).hasContent(lines(0, 6));
    assertThat(out().resolve("orders-0-00000000000000000007.ndjson.part")).hasContent(lines(7, 8));
  }

  @Test
  void offsetsThatWereSetBackReplaceWholeFiles() throws Exception {
    Sink sink = sink(1);
    sink.deliver(events(0, 1));
    sink.deliver(events(2, 3));
    sink.deliver(events(4, 5));
    sink.deliver(events(2, 9));
    sink.deliver(events(10, 10));

    assertThat(files(out()))
        .containsExactly(
            FIRST,
            "orders-0-00000000000000000002.ndjson",
            "orders-0-00000000000000000002.ndjson.replaced",
            "orders-0-00000000000000000004.ndjson.replaced",
            "orders-0-00000000000000000010.ndjson.part",
            "orders-0-00000000000000000010.ndjson.part.index");
    assertThat(out().resolve("orders-0-00000000000000000002.ndjson")).hasContent(lines(2, 9));
  }

  @Test
  void anEventThatCannotBeWrittenFailsAlone() throws Exception {
    Object deep = "x";
    for (int i = 0; i < JsonText.MOST_LEVELS + 1; i++) {
      deep = List.of(deep);
    }
    Event tooDeep = event(1, deep);
    Sink sink = sink(1 << 20);
    List<Either<Failures, Event>> answers = sink.deliver(List.of(event(0), tooDeep, event(2)));

    assertThat(answers.get(1).getLeft().first().code()).isEqualTo("file.too-deep");
    assertThat(answers.get(0).isRight() && answers.get(2).isRight()).isTrue();
    assertThat(out().resolve(FIRST + ".part")).hasContent("{\"n\":0}\n{\"n\":2}\n");
  }

  @Test
  void anotherServerOnTheSameDirectoryWaits() throws Exception {
    Sink sink = sink(1 << 20);
    sink.deliver(events(0, 0));
    try (StageDriver other = StageDriver.of(new FilePlugin())) {
      Sink second = other.sink("file", ndjson(out(), 1 << 20));

      Failure failure = second.deliver(events(1, 1)).get(0).getLeft().first();
      assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
      assertThat(failure.code()).isEqualTo("file.in-use");

      driver.close();
      assertThat(delivered(second.deliver(events(1, 1)))).isTrue();
    }
  }

  @Test
  void twoSinksOfOneServerNeedTwoDirectories() throws Exception {
    TestingContext context = TestingContext.create();
    FileSinkFactory factory = new FileSinkFactory(new LocalDisk());
    AutoCloseable first =
        (AutoCloseable) factory.create(ndjson(out(), 1), context.withStage("a", "file"));
    factory.create(ndjson(out(), 1), context.withStage("a", "file").withWorker(1));

    assertThatThrownBy(() -> factory.create(ndjson(out(), 1), context.withStage("b", "file")))
        .hasMessageContaining("is that of the sink a/file");
    first.close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAnErrorAtStart() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "x");

    assertThatThrownBy(() -> driver.sink("file", ndjson(file.resolve("out"), 1)))
        .hasMessageContaining("file is no directory");
  }

  @Test
  void manyEventsInManyFiles() throws Exception {
    Sink sink = sink(256 * 1024);
    for (int from = 0; from < 100_000; from += 5_000) {
      assertThat(delivered(sink.deliver(events(from, from + 4_999)))).isTrue();
    }
    sink.idle();
    driver.close();

    StringBuilder all = new StringBuilder();
    for (String name : files(out())) {
      all.append(Files.readString(out().resolve(name)));
    }
    assertThat(all.toString().equals(lines(0, 99_999))).isTrue();
    assertThat(files(out())).hasSizeGreaterThan(3).allMatch(name -> name.endsWith(".ndjson"));
  }
}
