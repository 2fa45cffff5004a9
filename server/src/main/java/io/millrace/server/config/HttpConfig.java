package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP server.
 *
 * @param host the address it listens on
 * @param port the port; 0: any free one
 * @param token what requests must carry as a bearer token
 * @param insecure whether it may listen beyond this machine without a token
 * @param maxBody the largest request body, in bytes, after inflation
 * @param maxInflateRatio how many times larger than it came a compressed body may become
 * @param maxPending how many bytes of bodies may wait to be stored, all requests together
 * @param maxConnections how many connections there may be
 * @param idleTimeout how long a connection may be idle
 * @param requestTimeout how long a request's headers and body may take to come
 * @param maxHeaders the largest sum of a request's headers, in bytes
 * @param maxRequestLine the longest request line, in bytes
 * @param threads how many threads serve connections
 */
public record HttpConfig(
    @Setting(
            value = "The address it listens on; beyond this machine it wants a token.",
            byDefault = "127.0.0.1")
        String host,
    @Setting(value = "The port; 0: any free one.", byDefault = "8080") int port,
    @Setting(
            value = "What requests must carry in the header 'Authorization: Bearer'.",
            secret = true)
        Optional<String> token,
    @Setting(value = "Listen beyond this machine without a token.", byDefault = "false")
        boolean insecure,
    @Setting(value = "The largest request body, inflated.", byDefault = "16MiB", bytes = true)
        long maxBody,
    @Setting(
            value = "How many times larger than it came a compressed body may become.",
            byDefault = "100")
        int maxInflateRatio,
    @Setting(
            value =
                "How many bytes of bodies may wait to be stored, all requests together; a twelfth of"
                    + " the heap at most.",
            byDefault = "32MiB",
            bytes = true)
        long maxPending,
    @Setting(value = "How many connections there may be.", byDefault = "10000") int maxConnections,
    @Setting(value = "How long a connection may be idle.", byDefault = "60s") Duration idleTimeout,
    @Setting(value = "How long a request may take to come.", byDefault = "30s")
        Duration requestTimeout,
    @Setting(value = "The largest sum of a request's headers.", byDefault = "16KiB", bytes = true)
        long maxHeaders,
    @Setting(value = "The longest request line.", byDefault = "8KiB", bytes = true)
        long maxRequestLine,
    @Setting(value = "How many threads serve connections.", byDefault = "1") int threads) {

  private static final int MIB = 1 << 20;

  /**
   * What a byte of a body costs until it is stored: itself and what it is inflated to, in buffers
   * that double as they grow, the encoded record, the frame.
   */
  private static final int COST_OF_A_BYTE = 6;

  /** How many bytes of bodies a heap can bear at once, with half of it for everything else. */
  public static long bearable(long heap) {
    return heap / 2 / COST_OF_A_BYTE;
  }

  public HttpConfig {
    Limits limits =
        new Limits()
            .within("port", port, 0, 65_535)
            .within("max-body", maxBody, 1, Integer.MAX_VALUE)
            .within("max-inflate-ratio", maxInflateRatio, 1, 1_000_000)
            .within("max-pending", maxPending, 1, Long.MAX_VALUE)
            .within("threads", threads, 1, 64)
            .within("max-connections", maxConnections, 1, 1_000_000)
            .within("max-headers", maxHeaders, 256, MIB)
            .within("max-request-line", maxRequestLine, 256, MIB)
            .positive("idle-timeout", idleTimeout)
            .positive("request-timeout", requestTimeout)
            .must(
                !token.map(String::isBlank).orElse(false),
                "the token is empty: give one, or remove the key");
    if (HostText.isHost(host)) {
      limits.must(
          HostText.isLoopback(host) || token.isPresent() || insecure,
          "with the host "
              + host
              + " anyone who reaches it may read and write: set http.token, or http.insecure: true"
              + " if that is meant");
    } else {
      limits.must(
          false,
          "the host '"
              + host
              + "' is no name or number of a machine: write one, such as 127.0.0.1");
    }
    limits.check();
  }
}
