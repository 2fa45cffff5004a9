package io.millrace.api.testing;

import static java.util.Objects.requireNonNull;

import io.millrace.api.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A {@link StageContext} for tests. Its clock stands still, at 2026-01-01T00:00:00Z, until it is
 * set or advanced, which any thread may do.
 */
public final class TestingContext implements StageContext {

  private final String pipeline;
  private final String stage;
  private final int worker;
  private final ServerInfo server;
  private final Clock clock;

  private TestingContext(
      String pipeline, String stage, int worker, ServerInfo server, Clock clock) {
    this.pipeline = requireNonNull(pipeline, "pipeline");
    this.stage = requireNonNull(stage, "stage");
    this.worker = worker;
    this.server = requireNonNull(server, "server");
    this.clock = clock;
  }

  /**
   * Stage {@code test-stage} of pipeline {@code test-pipeline} in worker 0 of a server of version
   * {@code 0.0.0-test}, environment {@code test} and host {@code test-host}.
   */
  public static TestingContext create() {
    return new TestingContext(
        "test-pipeline",
        "test-stage",
        0,
        new ServerInfo("0.0.0-test", "test", "test-host"),
        new Clock());
  }

  /** The same server and clock; another stage. */
  public TestingContext withStage(String pipeline, String stage) {
    return new TestingContext(pipeline, stage, worker, server, clock);
  }

  /** The same stage and clock; another worker. */
  public TestingContext withWorker(int worker) {
    return new TestingContext(pipeline, stage, worker, server, clock);
  }

  /** The same stage and clock; another server. */
  public TestingContext withServer(ServerInfo server) {
    return new TestingContext(pipeline, stage, worker, server, clock);
  }

  /** Sets the clock, of all contexts made from this one too. */
  public void setTime(Instant time) {
    clock.now = requireNonNull(time, "time");
  }

  /** Moves the clock on, of all contexts made from this one too. */
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public String stage() {
    return stage;
  }

  @Override
  public int worker() {
    return worker;
  }

  @Override
  public ServerInfo server() {
    return server;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  private static final class Clock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private synchronized void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
