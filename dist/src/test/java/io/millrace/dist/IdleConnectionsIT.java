package io.millrace.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients that hold a connection and do nothing; one that works. */
@ExtendWith(DistributionExtension.class)
final class IdleConnectionsIT {

  private static final int IDLE = 10_000;
  private static final int OTHER_FILES = 1_000;
  private static final int REQUESTS = 300;

  /** Of resident memory, while the heap is collected when it likes to be: 368 MiB at most. */
  private static final long MOST_KIB = 640 << 10;

  private static final String TOPOLOGY = "streams: { views: { partitions: 2 } }\n";
  private static final Pattern CONNECTIONS =
      Pattern.compile("(?m)^millrace_http_connections (\\S+)$");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  private final List<SocketChannel> idle = new ArrayList<>();
  @TempDir private Path directory;

  @Test
  void theyCostLittleAndHurtNobody(Distribution distribution) throws Exception {
    assumeTrue(mostFiles() >= IDLE + OTHER_FILES, "a process may not open so many files here");
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    try (RunningServer server = start(distribution, topology)) {
      work(server);
      long before = resident(server);
      for (int i = 0; i < IDLE; i++) {
        connect(server.address(), i % 3);
      }
      Waiting.until("all connections", () -> connections(server) >= IDLE);

      work(server);
      long after = resident(server);
      System.out.printf(
          "%d idle connections: %d MiB resident before, %d MiB with them%n",
          IDLE, before >> 10, after >> 10);
      assertThat(after).isLessThan(MOST_KIB);
      assertThat(server.streams().count("views")).isEqualTo(2L * REQUESTS);
      assertThat(server.streams().status("/health/ready")).isEqualTo(200);
      hangUp();
      Waiting.until("their end", () -> connections(server) < 10);
      assertThat(server.stop()).as(server.log()).isZero();
    } finally {
      hangUp();
    }
  }

  private RunningServer start(Distribution distribution, Path topology) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--topology", topology));
    for (String setting :
        List.of("max-connections=20000", "idle-timeout=10m", "request-timeout=10m")) {
      arguments.addAll(List.of("--set", "http." + setting));
    }
    return RunningServer.start(distribution, directory, arguments.toArray());
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }

  /** What a client that works sees is as if it were alone. */
  private static void work(RunningServer server) throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(server.streams().post("views", "{\"n\":" + i + "}\n", Map.of())).isEqualTo(200);
    }
  }

  /**
   * Connects.
   *
   * @param kind 0: says nothing; 1: says half of a request; 2: has had an answer
   */
  private void connect(URI address, int kind) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
    idle.add(channel);
    if (kind > 0) {
      String end = kind == 1 ? "" : " HTTP/1.1\r\nHost: millrace\r\n\r\n";
      channel.write(US_ASCII.encode("GET /health/live" + end));
    }
    if (kind == 2) {
      assertThat(channel.read(ByteBuffer.allocate(4096))).isPositive();
    }
  }

  private void hangUp() throws IOException {
    for (SocketChannel channel : idle) {
      channel.close();
    }
  }

  private static double connections(RunningServer server) throws Exception {
    Matcher connections = CONNECTIONS.matcher(server.streams().text("/metrics"));
    assertThat(connections.find()).isTrue();
    return Double.parseDouble(connections.group(1));
  }

  /** In KiB; 0 where the system does not tell. */
  private static long resident(RunningServer server) throws IOException {
    Path status = Path.of("/proc", String.valueOf(server.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    Matcher resident = RESIDENT.matcher(Files.readString(status));
    return resident.find() ? Long.parseLong(resident.group(1)) : 0;
  }
}
