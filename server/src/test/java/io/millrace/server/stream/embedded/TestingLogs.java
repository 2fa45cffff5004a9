package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.LogFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Logs for tests. */
final class TestingLogs {

  private TestingLogs() {}

  /** A log in a real directory, with small segments. */
  static EmbeddedBackend real(Path directory) {
    EmbeddedConfig config =
        new EmbeddedConfig(directory, 1 << 20, SyncMode.ALWAYS, 200_000, 1 << 20);
    return EmbeddedBackend.open(config, InstantSource.system(), TestingLogs::ignore);
  }

  static EmbeddedConfig config(long segmentBytes) {
    return new EmbeddedConfig(Path.of("nowhere"), segmentBytes, SyncMode.ALWAYS, 200_000, 10_000);
  }

  static Environment environment(LogFiles files) {
    AtomicLong epochs = new AtomicLong();
    return new Environment(
        files, InstantSource.system(), epochs::incrementAndGet, point -> {}, TestingLogs::ignore);
  }

  private static void ignore(BackendException fatal) {}

  /** A log with its own committer. */
  static EmbeddedBackend threaded(LogFiles files, EmbeddedConfig config) {
    return EmbeddedBackend.open(
        config,
        environment(files),
        commitLog -> new CommitThread(commitLog, config.sync()).start());
  }
}
