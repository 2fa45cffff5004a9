package io.millrace.server.http;

import io.millrace.server.config.HttpConfig;
import java.time.Duration;
import java.util.Optional;

/** A configuration for tests: the defaults on a free port, with some of them changed. */
final class TestingHttpConfig {

  private Optional<String> token = Optional.empty();
  private String host = "127.0.0.1";
  private long maxBody = 16 << 20;
  private long maxPending = 64 << 20;
  private int maxConnections = 12_000;
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Duration headerTimeout = Duration.ofSeconds(10);
  private Duration bodyTimeout = Duration.ofSeconds(60);

  TestingHttpConfig token(String value) {
    token = Optional.of(value);
    return this;
  }

  TestingHttpConfig host(String value) {
    host = value;
    return this;
  }

  TestingHttpConfig maxBody(long bytes) {
    maxBody = bytes;
    return this;
  }

  TestingHttpConfig maxPending(long bytes) {
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

  TestingHttpConfig headerTimeout(Duration time) {
    headerTimeout = time;
    return this;
  }

  TestingHttpConfig bodyTimeout(Duration time) {
    bodyTimeout = time;
    return this;
  }

  HttpConfig build() {
    return new HttpConfig(
        host,
        0,
        token,
        maxBody,
        100,
        maxPending,
        8 << 10,
        16 << 10,
        maxConnections,
        idleTimeout,
        headerTimeout,
        bodyTimeout,
        1);
  }
}
