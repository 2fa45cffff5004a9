package io.millrace.server.stream.embedded.file;

import io.millrace.server.stream.BackendException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the log meets of the world.
 *
 * @param files the data directory
 * @param clock for the age of segments
 * @param epochs a number that no earlier opening of the log has had
 * @param faults called at each point
 * @param onFatal told once when nothing can be trusted any more; it stops the process
 */
public record Environment(
    LogFiles files,
    InstantSource clock,
    LongSupplier epochs,
    Consumer<FaultPoint> faults,
    Consumer<BackendException> onFatal) {

  public static Environment real(
      Path directory, InstantSource clock, Consumer<BackendException> onFatal) {
    return new Environment(
        new DirectoryFiles(directory),
        clock,
        new SecureRandom()::nextLong,
        FaultPoint.fromEnvironment(),
        onFatal);
  }
}
