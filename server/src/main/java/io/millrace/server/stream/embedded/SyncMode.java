package io.millrace.server.stream.embedded;

import java.time.Duration;

/**
 * When what was appended is made durable.
 *
 * @param every how long an acknowledged commit may be lost by a crash of the machine; zero: never,
 *     each commit is durable before it is acknowledged
 */
public record SyncMode(Duration every) {

  /** Durable before acknowledged. */
  public static final SyncMode ALWAYS = new SyncMode(Duration.ZERO);

  /** Whether each commit is durable before it is acknowledged. */
  public boolean always() {
    return every.isZero();
  }
}
