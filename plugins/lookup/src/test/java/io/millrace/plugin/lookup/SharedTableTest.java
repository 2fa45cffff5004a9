package io.millrace.plugin.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedTableTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  @TempDir Path directory;
  private TableSpec spec;

  @BeforeEach
  void spec() throws IOException {
    spec = new TableSpec(directory.resolve("table.csv"), "id", List.of("name"));
    replace("id,name\n1,one\n");
  }

  private void replace(String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), text);
    Files.move(fresh, spec.file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos()); // over the end of the longs: nanoTime may be anywhere
  }

  @Test
  void aChangeIsSeenWithinASecond() throws IOException {
    SharedTable table = SharedTable.open(spec, nanos::get);
    replace("id,name\n2,two\n");
    assertThat(table.row("1")).containsExactly("one");

    passes(Duration.ofMillis(999));
    assertThat(table.row("1")).containsExactly("one");

    passes(Duration.ofMillis(1));
    assertThat(table.row("1")).isNull();
    assertThat(table.row("2")).containsExactly("two");
  }

  @Test
  void aBrokenVersionKeepsTheOldOne() throws IOException {
    SharedTable table = SharedTable.open(spec, nanos::get);

    for (String broken : List.of("id,name\n1,one\n1,again\n", "", "id\n1\n")) {
      replace(broken);
      passes(Duration.ofSeconds(1));
      assertThat(table.row("1")).containsExactly("one");
    }
    Files.delete(spec.file());
    passes(Duration.ofSeconds(1));
    assertThat(table.row("1")).containsExactly("one");

    replace("id,name\n1,mended\n");
    passes(Duration.ofSeconds(1));
    assertThat(table.row("1")).containsExactly("mended");
  }

  @Test
  void aTableIsHeldOnceForAllStages() throws Exception {
    LookupFactory factory = new LookupFactory(nanos::get);
    LookupSettings settings =
        new LookupSettings(
            spec.file(),
            io.millrace.api.FieldPath.of("id"),
            java.util.Map.of("name", "name"),
            java.util.Optional.empty(),
            LookupSettings.WhenMissing.FAIL);
    factory.create(settings, io.millrace.api.testing.TestingContext.create());
    Files.delete(spec.file());

    factory.create(settings, io.millrace.api.testing.TestingContext.create().withWorker(1));
  }

  /**
   * While one thread replaces the file, others see whole versions, and never an older one again.
   */
  @Test
  void versionsAreSwappedWhole() throws Exception {
    TableSpec two = new TableSpec(spec.file(), "id", List.of("a", "b"));
    replace("id,a,b\n1,0,0\n");
    SharedTable table = SharedTable.open(two, nanos::get);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger torn = new AtomicInteger();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(new Thread(() -> read(table, done, torn)));
    }
    readers.forEach(Thread::start);

    for (int version = 1; version <= 200; version++) {
      replace("id,a,b\n1," + version + "," + version + "\n");
      passes(Duration.ofSeconds(1));
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    passes(Duration.ofSeconds(1));

    assertThat(torn).hasValue(0);
    assertThat(table.row("1")).containsExactly("200", "200");
  }

  private static void read(SharedTable table, AtomicBoolean done, AtomicInteger torn) {
    int last = 0;
    while (!done.get()) {
      Object[] row = table.row("1");
      int version = row == null ? -1 : Integer.parseInt((String) row[0]);
      if (version < last || !row[0].equals(row[1])) {
        torn.incrementAndGet();
      }
      last = version;
    }
  }
}
