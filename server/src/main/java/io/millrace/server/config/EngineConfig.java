package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * How records are worked through.
 *
 * @param workers how many workers a pipeline gets; empty: one for each core
 * @param roundRecords the most records of one round
 * @param roundBytes about the most bytes of one round
 * @param commitsInFlight how many commits of a worker may wait to be stored
 * @param callTimeout how long one call of a plugin may take
 * @param maxFanOut the most events that may come of one
 * @param retry how long a stage waits for what is unavailable
 * @param drainTimeout how long a stop waits for what is in hand
 */
public record EngineConfig(
    @Setting("How many workers a pipeline gets; without it, one for each core.")
        Optional<Integer> workers,
    @Setting(value = "The most records of one round.", byDefault = "4096") int roundRecords,
    @Setting(value = "About the most bytes of one round.", byDefault = "4MiB", bytes = true)
        long roundBytes,
    @Setting(
            value = "How many commits of a worker may wait to be stored while it goes on.",
            byDefault = "2")
        int commitsInFlight,
    @Setting(value = "How long one call of a plugin may take.", byDefault = "30s")
        Duration callTimeout,
    @Setting(value = "The most events that may come of one.", byDefault = "10000") int maxFanOut,
    @Setting(value = "The waits for what is unavailable.", byDefault = "{}") Retry retry,
    @Setting(value = "How long a stop waits for what is in hand.", byDefault = "30s")
        Duration drainTimeout) {

  private static final int MANY = 1_000_000;

  public EngineConfig {
    new Limits()
        .within("workers", workers.orElse(1), 1, 1024)
        .within("round-records", roundRecords, 1, MANY)
        .within("round-bytes", roundBytes, 1, 1L << 30)
        .within("commits-in-flight", commitsInFlight, 1, 100)
        .within("max-fan-out", maxFanOut, 1, MANY)
        .positive("call-timeout", callTimeout)
        .check();
  }

  /** How many workers a pipeline gets if the topology does not say. */
  public int workersOrCores() {
    return workers.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /**
   * The waits for what is unavailable; each is about twice the one before.
   *
   * @param initial the first wait
   * @param max the longest
   */
  public record Retry(
      @Setting(value = "The first wait.", byDefault = "100ms") Duration initial,
      @Setting(value = "The longest wait.", byDefault = "30s") Duration max) {

    public Retry {
      new Limits()
          .positive("initial", initial)
          .must(max.compareTo(initial) >= 0, "max is shorter than initial")
          .check();
    }
  }
}
