package io.millrace.server.http;

import io.millrace.server.config.HttpConfig;
import java.time.Duration;
import java.util.Optional;

/** A configuration for tests: the defaults on a free port, with some of them changed. */
public final class TestingHttpConfig {

  private Optional<String> token = Optional.empty();
  private String host = "127.0.0.1";
  private long maxBody = 16 << 20;
  private long maxPending = 64 << 20;
  private int maxConnections = 12_000;
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Duration requestTimeout = Duration.ofSeconds(30);

  TestingHttpConfig token(String value) {
    token = Optional.of(value);
    return this;
  }

  TestingHttpConfig host(String value) {
    host = value;
    return this;
  }

  public TestingHttpConfig maxBody(long bytes) {
    maxBody = bytes;
    return this;
  }

  public TestingHttpConfig maxPending(long bytes) {
    maxPending = bytes;
    return this;
  }

  TestingHttpConfig maxConnections(int most) {
    maxConnections = most;
    return this;
  }

  TestingHttpConfig idleTimeout(Duration time) {
    idleTimeout = time;
    return this;
  }

  TestingHttpConfig requestTimeout(Duration time) {
    requestTimeout = time;
    return this;
  }

  public HttpConfig build() {
    return new HttpConfig(
        host,
        0,
        token,
        false,
        maxBody,
        100,
        maxPending,
        maxConnections,
        idleTimeout,
        requestTimeout,
        16 << 10,
        8 << 10,
        1);
  }
}
