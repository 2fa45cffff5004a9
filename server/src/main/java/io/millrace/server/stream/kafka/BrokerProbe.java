package io.millrace.server.stream.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks who listens, before a client does: without TLS a client takes the first four bytes of any
 * answer as its length, and as much memory (KAFKA-4090), so that an address of something else would
 * end the server.
 */
final class BrokerProbe {

  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerProbe.class);
  private static final int PATIENCE_MILLIS = 2_000;
  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * Comes back from a broker; to whoever reads lines it is two ends of them, and makes them answer.
   */
  private static final int CORRELATION = 0x0d0a0d0a;

  private static final int MOST_BYTES = 1 << 20;
  private static final int TLS_ALERT = 0x15;
  private static final Set<String> WITHOUT_TLS = Set.of("PLAINTEXT", "SASL_PLAINTEXT");

  private BrokerProbe() {}

  /**
   * Looks at each address; says nothing of those that do not answer.
   *
   * @throws BackendException UNAVAILABLE, if an address answers, and not as a broker does
   */
  static void look(KafkaSettings settings) {
    String protocol = settings.properties().getOrDefault("security.protocol", "PLAINTEXT");
    if (WITHOUT_TLS.contains(protocol.strip().toUpperCase(Locale.ROOT))) {
      long deadline = System.nanoTime() + ALL_NANOS;
      for (String address : settings.bootstrapServers().split(",", -1)) {
        if (System.nanoTime() < deadline) {
          look(address.strip());
        }
      }
    }
  }

  private static void look(String address) {
    int host = address.indexOf("://") < 0 ? 0 : address.indexOf("://") + 3;
    int colon = address.lastIndexOf(':');
    String name = address.substring(host, colon).replaceAll("[\\[\\]]", "");
    byte[] answer = new byte[Long.BYTES];
    int length = 0;
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(name, Integer.parseInt(address.substring(colon + 1))),
          PATIENCE_MILLIS);
      socket.getOutputStream().write(request());
      int read = 0;
      while (read >= 0 && length < answer.length) {
        length += read;
        read = socket.getInputStream().read(answer, length, answer.length - length);
      }
    } catch (IOException e) {
      LOGGER.debug("{} was asked whether it is a broker", address, e);
    }
    if (length >= Integer.BYTES) { // less says nothing: the client tells what becomes of it
      requireBroker(address, Arrays.copyOf(answer, length));
    }
  }

  /** The request for the versions of all requests, which every broker answers to everybody. */
  private static byte[] request() {
    short apiVersions = 18;
    short version = 0;
    short noClientId = -1;
    return ByteBuffer.allocate(14)
        .putInt(10)
        .putShort(apiVersions)
        .putShort(version)
        .putInt(CORRELATION)
        .putShort(noClientId)
        .array();
  }

  private static void requireBroker(String address, byte[] answer) {
    ByteBuffer start = ByteBuffer.wrap(answer);
    int length = start.getInt();
    if (length > 0
        && length <= MOST_BYTES
        && (start.remaining() < Integer.BYTES || start.getInt() == CORRELATION)) {
      return;
    }
    String who =
        answer[0] == TLS_ALERT
            ? "wants TLS: set security.protocol of kafka.properties to SSL or SASL_SSL"
            : "is no Kafka broker, its answer starts with '"
                + new String(answer, ISO_8859_1).replaceAll("\\p{Cntrl}", "?")
                + "': mend kafka.bootstrap-servers";
    throw new BackendException(Kind.UNAVAILABLE, "what listens at " + address + " " + who);
  }
}
