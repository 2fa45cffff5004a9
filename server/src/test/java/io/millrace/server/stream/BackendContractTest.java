package io.millrace.server.stream;

import static io.millrace.server.stream.TestingRecords.full;
import static io.millrace.server.stream.TestingRecords.large;
import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.Backend.Subscription;
import io.millrace.server.stream.BackendException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend does: streams, appends and reads. {@link IntakeContractTest} has the rest. */
public abstract class BackendContractTest {

  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final StreamPartition A0 = new StreamPartition("a", 0);
  private static final StreamPartition A1 = new StreamPartition("a", 1);
  private static final StreamPartition B0 = new StreamPartition("b", 0);

  private Backend backend;

  /** An empty backend, with {@code maxRecordBytes} of 200,000. */
  protected abstract Backend create() throws Exception;

  @BeforeEach
  void start() throws Exception {
    backend = create();
    backend.declare(List.of(StreamSpec.of("a", 2), StreamSpec.of("b", 1)));
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void declaredStreamsAreThere() {
    assertThat(backend.streams())
        .containsOnly(Map.entry("a", StreamSpec.of("a", 2)), Map.entry("b", StreamSpec.of("b", 1)));
    assertThat(backend.range(A1)).isEqualTo(new OffsetRange(0, 0));
  }

  @Test
  void partitionsAreAddedAndNeverTakenAway() {
    backend.append(Map.of(A1, values("x"))).join();

    backend.declare(List.of(StreamSpec.of("a", 3), StreamSpec.of("c", 1)));

    assertThat(backend.streams()).containsOnlyKeys("a", "b", "c");
    assertThat(backend.range(new StreamPartition("a", 2)).next()).isZero();
    assertThat(backend.range(A1).next()).isOne();
    assertRefused(() -> backend.declare(List.of(StreamSpec.of("a", 2))));
    assertThat(backend.streams().get("a").partitions()).isEqualTo(3);
  }

  @Test
  void offsetsOfAPartitionAreConsecutive() {
    assertThat(backend.append(Map.of(A0, values("x", "y"))).join()).isEqualTo(Map.of(A0, 0L));
    assertThat(backend.append(Map.of(A0, values("z"), B0, values("u"))).join())
        .isEqualTo(Map.of(A0, 2L, B0, 0L));

    assertThat(backend.range(A0)).isEqualTo(new OffsetRange(0, 3));
    Batch batch = backend.read(A0, 0, ALL);
    assertThat(texts(batch)).containsExactly("x", "y", "z");
    assertThat(batch.records()).extracting(StreamRecord::offset).containsExactly(0L, 1L, 2L);
    assertThat(batch.count()).isEqualTo(3);
    assertThat(batch.nextOffset()).isEqualTo(3);
    assertThat(batch.partition()).isEqualTo(A0);
  }

  @Test
  void anAppendIsStoredWholeOrNotAtAll() {
    StreamPartition unknown = new StreamPartition("nowhere", 0);
    StreamPartition beyond = new StreamPartition("b", 1);

    assertFails(backend.append(Map.of(A0, values("x"), unknown, values("y"))));
    assertFails(backend.append(Map.of(A0, values("x"), beyond, values("y"))));
    assertFails(backend.append(Map.of(A0, values("x"), B0, large(200_001))));

    assertThat(backend.range(A0).next()).isZero();
    assertThat(backend.range(B0).next()).isZero();
  }

  @Test
  void theLargestRecordIsStoredAndRead() {
    assertThat(backend.maxRecordBytes()).isEqualTo(200_000);
    Records large = large(200_000);
    backend.append(Map.of(A0, large)).join();

    Batch batch = backend.read(A0, 0, new Limits(1, 1));

    assertThat(batch.records().iterator().next().value())
        .isEqualTo(large.iterator().next().value());
    assertThat(batch.bytes()).isGreaterThanOrEqualTo(200_000);
  }

  @Test
  void keysHeadersTimestampsAndNullsComeBack() {
    RecordsBuilder builder = new RecordsBuilder();
    builder.add(5, null, RecordHeaders.EMPTY, null);
    builder.add(3, Bytes.EMPTY, RecordHeaders.EMPTY, Bytes.EMPTY);
    backend.append(Map.of(A0, full("key", "value"), A1, builder.build())).join();

    StreamRecord full = backend.read(A0, 0, ALL).records().iterator().next();
    assertThat(full.key()).isEqualTo(Bytes.utf8("key"));
    assertThat(full.timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(full.headers().decode().text("kind")).contains("key");

    List<StreamRecord> read = new ArrayList<>();
    backend.read(A1, 0, ALL).records().forEach(read::add);
    assertThat(read).extracting(StreamRecord::key).containsExactly(null, Bytes.EMPTY);
    assertThat(read).extracting(StreamRecord::value).containsExactly(null, Bytes.EMPTY);
    assertThat(read).extracting(StreamRecord::timestamp).containsExactly(5L, 3L);
  }

  @Test
  void readsKeepToTheirLimits() {
    backend.append(Map.of(A0, values("00000000000000000000", "1", "2"))).join();
    backend.append(Map.of(A0, values("3", "4", "5"))).join();

    assertThat(texts(backend.read(A0, 1, new Limits(4, 10_000))))
        .containsExactly("1", "2", "3", "4");
    assertThat(texts(backend.read(A0, 0, new Limits(9, 1)))).hasSize(1);
    assertThat(backend.read(A0, 0, new Limits(9, 1)).nextOffset()).isOne();
    assertThat(texts(backend.read(A0, 4, ALL))).containsExactly("4", "5");
  }

  @Test
  void aReadMayStartAnywhere() {
    backend.append(Map.of(A0, values("x", "y"))).join();

    assertThat(texts(backend.read(A0, -7, ALL))).containsExactly("x", "y");
    assertThat(backend.read(A0, 2, ALL).nextOffset()).isEqualTo(2);
    assertThat(backend.read(A0, 2, ALL).count()).isZero();
    assertThat(backend.read(A0, 900, ALL).nextOffset()).isEqualTo(900);
    assertRefused(() -> backend.read(new StreamPartition("nowhere", 0), 0, ALL));
    assertRefused(() -> backend.range(new StreamPartition("a", 2)));
  }

  @Test
  void anAppendOfNothingStoresNothing() {
    backend.append(Map.of(A0, values("x"))).join();

    assertThat(backend.append(Map.of(A0, values())).join()).isEqualTo(Map.of(A0, 1L));
    assertThat(backend.append(Map.of()).join()).isEmpty();
    assertThat(backend.range(A0).next()).isOne();
  }

  @Test
  void aBatchCanBeIteratedTwice() {
    backend.append(Map.of(A0, values("x", "y"))).join();
    Batch batch = backend.read(A0, 0, ALL);

    assertThat(texts(batch)).isEqualTo(texts(batch));
  }

  /** A subscriber may be called once with nothing new: a backend that asks does not know better. */
  @Test
  void subscribersHearOfAppendsUntilTheyLeave() throws Exception {
    Semaphore heard = new Semaphore(0);
    AtomicInteger left = new AtomicInteger();
    AtomicInteger elsewhere = new AtomicInteger();
    backend.onAppend("a", left::incrementAndGet).close();
    int before = left.get();
    try (Subscription here = backend.onAppend("a", heard::release);
        Subscription there = backend.onAppend("b", elsewhere::incrementAndGet)) {
      for (int i = 0; i < 3; i++) {
        heard.drainPermits();
        backend.append(Map.of(A0, values("x"))).join();
        assertThat(heard.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(left).hasValue(before);
    assertThat(elsewhere).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void appendsOfManyThreadsKeepTheOrderOfEach() {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "thread" + t;
      threads.add(CompletableFuture.runAsync(() -> appendInOrder(name)));
    }
    threads.forEach(CompletableFuture::join);

    List<String> all = texts(backend.read(A0, 0, ALL));
    assertThat(all).hasSize(800).doesNotHaveDuplicates();
    for (int t = 0; t < 4; t++) {
      String prefix = "thread" + t + "-";
      List<String> own = all.stream().filter(text -> text.startsWith(prefix)).toList();
      assertThat(own).isSortedAccordingTo(java.util.Comparator.comparingInt(this::number));
    }
  }

  private void appendInOrder(String name) {
    for (int i = 0; i < 100; i++) {
      String first = name + "-" + 2 * i;
      String second = name + "-" + (2 * i + 1);
      backend.append(Map.of(A0, values(first, second), A1, values(first))).join();
    }
  }

  private int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf('-') + 1));
  }

  @Test
  void afterCloseNothingIsStored() {
    backend.close();

    assertThatThrownBy(() -> backend.append(Map.of(A0, values("x"))).join())
        .hasStackTraceContaining("closed");
    backend.close();
  }

  @Test
  void aHealthyBackendHasNoComplaints() {
    assertThat(backend.complaints()).isEmpty();
  }

  private static void assertFails(CompletableFuture<?> future) {
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .satisfies(BackendContractTest::isRefusal);
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run).satisfies(BackendContractTest::isRefusal);
  }

  private static void isRefusal(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            BackendException.class, e -> Assertions.assertThat(e.kind()).isEqualTo(Kind.REFUSED));
  }
}
