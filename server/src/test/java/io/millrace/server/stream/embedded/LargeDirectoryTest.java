package io.millrace.server.stream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.DirectoryFiles;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.LogFiles;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a directory of many gigabytes, with and without its indexes, and lets go of it: {@code
 * -Dmillrace.log.gigabytes=20}. It tells how long that took, and the most heap that was in use; run
 * it with the heap of the distribution, {@code -DargLine=-Xmx384m}.
 */
@EnabledIfSystemProperty(named = "millrace.log.gigabytes", matches = "[0-9]+")
class LargeDirectoryTest {

  private static final Logger LOG = LoggerFactory.getLogger(LargeDirectoryTest.class);
  private static final StreamPartition LARGE = new StreamPartition("large", 0);
  private static final StreamPartition KEPT = new StreamPartition("kept", 0);
  private static final int RECORD = 2000;
  private static final int RECORDS = 250;

  @TempDir private Path directory;
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);

  @Test
  void isOpenedAndReleasedInSeconds() throws Exception {
    long bytes = Long.getLong("millrace.log.gigabytes") << 30;
    measured("filled", () -> fill(bytes));
    LOG.warn("{} files, {} MB", files(), size() >> 20);
    measured("opened and closed", () -> open().close());
    measured("opened, oldest read", () -> readOldest(1));
    for (File file : directory.toFile().listFiles((d, name) -> name.endsWith(".index"))) {
      Files.delete(file.toPath());
    }
    measured("opened without indexes and closed", () -> open().close());
    measured("opened, a record of every segment read, indexes made again", () -> readOldest(5000));
    now.addAndGet(Duration.ofDays(2).toMillis());
    measured("retention released and merged", this::release);
    LOG.warn("{} files, {} MB", files(), size() >> 20);
    assertThat(size()).isLessThan(bytes / 4);
    assertThat(EmbeddedVerifier.verify(directory).damages()).isEmpty();
  }

  private void fill(long bytes) {
    Random random = new Random(7);
    Deque<CompletableFuture<?>> inFlight = new ArrayDeque<>();
    try (EmbeddedBackend backend = open()) {
      backend.declare(
          List.of(
              new StreamSpec("large", 1, Optional.of(Duration.ofDays(1)), OptionalLong.empty()),
              StreamSpec.of("kept", 1)));
      for (long written = 0; written < bytes; written += (long) RECORD * RECORDS) {
        Records large = records(random, RECORDS);
        inFlight.add(backend.append(Map.of(LARGE, large, KEPT, records(random, 1))));
        if (inFlight.size() > 8) {
          inFlight.remove().join();
        }
      }
      inFlight.forEach(CompletableFuture::join);
    }
  }

  private static Records records(Random random, int count) {
    RecordsBuilder records = new RecordsBuilder();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[RECORD];
      random.nextBytes(value);
      records.add(0, null, RecordHeaders.EMPTY, Bytes.of(value));
    }
    return records.build();
  }

  private void readOldest(int step) {
    try (EmbeddedBackend backend = open()) {
      long next = step == 1 ? 2 : backend.range(LARGE).next();
      for (long offset = 0; offset < next; offset += step) {
        assertThat(backend.read(LARGE, offset, new Limits(1, 1)).count()).isEqualTo(1);
      }
    }
  }

  private void release() {
    LogFiles files = new DirectoryFiles(directory);
    ManualCommitter[] committer = new ManualCommitter[1];
    Environment environment =
        new Environment(files, clock(), System::nanoTime, point -> {}, fatal -> {});
    try (EmbeddedBackend backend =
        EmbeddedBackend.open(
            config(), environment, commitLog -> committer[0] = new ManualCommitter(commitLog))) {
      committer[0].applyRetention();
      long longest = 0;
      long start = System.nanoTime();
      while (committer[0].tidy()) {
        longest = Math.max(longest, System.nanoTime() - start);
        start = System.nanoTime();
      }
      LOG.warn("the longest step of a merge took {} ms", longest / 1_000_000);
      assertThat(backend.read(KEPT, 0, new Limits(1, 1)).count()).isEqualTo(1);
    }
  }

  private EmbeddedBackend open() {
    return EmbeddedBackend.open(config(), clock(), fatal -> {});
  }

  private InstantSource clock() {
    return () -> Instant.ofEpochMilli(now.get());
  }

  private EmbeddedConfig config() {
    SyncMode sync = new SyncMode(Duration.ofMillis(500));
    return new EmbeddedConfig(directory, 64 << 20, sync, 16 << 20, 32 << 20);
  }

  private long files() {
    return directory.toFile().list().length;
  }

  private long size() {
    return Stream.of(directory.toFile().listFiles()).mapToLong(File::length).sum();
  }

  private static void measured(String what, Runnable step) {
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    step.run();
    long millis = (System.nanoTime() - start) / 1_000_000;
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    LOG.warn("{}: {} ms, at most {} MB of heap in use", what, millis, peak >> 20);
  }
}
