package io.millrace.server.config;

import io.millrace.api.Setting;
import java.time.Duration;
import java.util.Optional;

/** The section {@code http} of the server file. */
public record HttpConfig(
    @Setting(
            value = "The address to listen on; off loopback a token is wanted.",
            byDefault = "127.0.0.1")
        String host,
    @Setting(value = "The port to listen on; 0 for any that is free.", byDefault = "8080") int port,
    @Setting(
            value = "What clients send as Authorization: Bearer; health needs none.",
            secret = true)
        Optional<String> token,
    @Setting(
            value = "The largest request body, as sent and as inflated.",
            byDefault = "16MiB",
            bytes = true)
        long maxBody,
    @Setting(
            value = "How many times larger than sent a body may be once inflated.",
            byDefault = "100")
        int maxInflateRatio,
    @Setting(
            value = "How many bytes of bodies may wait to be stored, all requests together.",
            byDefault = "64MiB",
            bytes = true)
        long maxPending,
    @Setting(value = "The longest request line.", byDefault = "8KiB", bytes = true) long maxLine,
    @Setting(value = "The most bytes of request headers.", byDefault = "16KiB", bytes = true)
        long maxHeaders,
    @Setting(value = "How many connections may be open.", byDefault = "12000") int maxConnections,
    @Setting(value = "How long a connection may do nothing.", byDefault = "60s")
        Duration idleTimeout,
    @Setting(value = "How long the headers of a request may take.", byDefault = "10s")
        Duration headerTimeout,
    @Setting(value = "How long the body of a request may take.", byDefault = "60s")
        Duration bodyTimeout,
    @Setting(value = "How many threads serve connections.", byDefault = "1") int threads) {

  private static final int MOST_THREADS = 64;

  /** Refuses what cannot work. */
  public HttpConfig {
    require(port >= 0 && port <= 65_535, "port is from 0 to 65535");
    require(maxBody >= 1, "max-body is at least 1");
    require(maxBody <= 1 << 30, "max-body is at most 1GiB");
    require(maxPending >= maxBody, "max-pending is at least max-body");
    require(maxInflateRatio >= 1, "max-inflate-ratio is at least 1");
    require(maxLine >= 256 && maxLine <= 1 << 20, "max-line is from 256 to 1MiB");
    require(maxHeaders >= 256 && maxHeaders <= 1 << 20, "max-headers is from 256 to 1MiB");
    require(maxConnections >= 1, "max-connections is at least 1");
    require(threads >= 1 && threads <= MOST_THREADS, "threads is from 1 to " + MOST_THREADS);
    require(token.map(text -> !text.isBlank()).orElse(true), "token is not empty");
    require(idleTimeout.toMillis() > 0, "idle-timeout is more than 0");
    require(headerTimeout.toMillis() > 0, "header-timeout is more than 0");
    require(bodyTimeout.toMillis() > 0, "body-timeout is more than 0");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
