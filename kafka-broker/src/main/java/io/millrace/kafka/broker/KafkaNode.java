package io.millrace.kafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One broker, which is a controller too. */
public final class KafkaNode {

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STANDSTILL = Duration.ofSeconds(30);

  /** The number of this process among those of a build that run tests at once. */
  private static final int FORK = Integer.getInteger("millrace.fork", 0);

  private static final int LOWEST_PORT = 20_000;
  private static final int LOWEST_EPHEMERAL_PORT = 32_768;

  private final Path config;
  private final Path output;
  private final String clusterId;
  private final List<Integer> ports;
  private @Nullable Process process;

  /** More lines of a node's settings; they override those that it has anyway. */
  public interface Settings {

    /**
     * The lines.
     *
     * @param ports of plain clients, of the controller, of the proxy's way in and of the proxy
     */
    List<String> of(List<Integer> ports);
  }

  KafkaNode(
      Path directory,
      String clusterId,
      int id,
      int nodes,
      List<Integer> ports,
      String voters,
      Settings more)
      throws IOException {
    this.clusterId = clusterId;
    this.ports = ports;
    config = directory.resolve("server-" + id + ".properties");
    output = directory.resolve("server-" + id + ".out");
    int copies = Math.min(3, nodes);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "process.roles=broker,controller",
                "node.id=" + id,
                ("listeners=PLAINTEXT://127.0.0.1:%d,PROXIED://127.0.0.1:%d,"
                        + "CONTROLLER://127.0.0.1:%d")
                    .formatted(port(0), port(2), port(1)),
                "advertised.listeners=PLAINTEXT://127.0.0.1:%d,PROXIED://127.0.0.1:%d"
                    .formatted(port(0), port(3)),
                "listener.security.protocol.map="
                    + "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names=CONTROLLER",
                "controller.quorum.voters=" + voters,
                "log.dirs=" + directory.resolve("data-" + id),
                "offsets.topic.num.partitions=5",
                "offsets.topic.replication.factor=" + copies,
                "transaction.state.log.num.partitions=5",
                "transaction.state.log.replication.factor=" + copies,
                "transaction.state.log.min.isr=" + Math.max(1, copies - 1),
                "default.replication.factor=" + copies,
                "min.insync.replicas=" + Math.max(1, copies - 1),
                "transaction.abort.timed.out.transaction.cleanup.interval.ms=500",
                "group.initial.rebalance.delay.ms=0",
                "group.min.session.timeout.ms=1000",
                "auto.create.topics.enable=false",
                "log.cleaner.dedupe.buffer.size=4194304",
                "num.io.threads=4",
                "num.network.threads=2"));
    lines.addAll(more.of(ports));
    Files.write(config, lines);
  }

  /** One of its four ports, as {@link Settings} has them. */
  public int port(int index) {
    return ports.get(index);
  }

  String address() {
    return "127.0.0.1:" + port(0);
  }

  /** Where clients come that are to meet the proxy. */
  String proxiedAddress() {
    return "127.0.0.1:" + port(3);
  }

  /** Opens the way by {@link KafkaCluster#proxiedServers}; one at a time. */
  public KafkaProxy proxy(long seed) {
    return new KafkaProxy(port(3), port(2), seed);
  }

  void format() throws IOException {
    Process format = java("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", config + "");
    try {
      if (!format.waitFor(START.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
        throw new IllegalStateException("cannot format: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts the broker, again if it was killed. */
  public void start() {
    process = java("kafka.Kafka", config.toString());
  }

  private Process java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath()));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the build wrote: the broker and all that it needs, which is on no class path of ours. */
  private static String classPath() {
    Path root = Path.of(System.getProperty("millrace.root"));
    try {
      return Files.readString(root.resolve("kafka-broker/target/broker.classpath")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it takes connections. */
  public void awaitListening() {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isListening()) {
      if (System.nanoTime() > deadline || !running().isAlive()) {
        throw new IllegalStateException("the broker does not start: " + lastWords());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private String lastWords() {
    try {
      String said = Files.readString(output);
      return said.substring(Math.max(0, said.length() - 2000));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(0)), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@code kill -9}. */
  public void kill() {
    Process running = process;
    if (running != null) {
      try {
        running.destroyForcibly().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@code kill}: it says good-bye. */
  public void stop() {
    try {
      running().destroy();
      if (!running().waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * It does nothing until {@link #resume}, from when this returns: {@code kill} does not wait for
   * the threads of the process to stop, and those that run on answer meanwhile.
   */
  public void pause() {
    signal("-STOP");
    Path threads = Path.of("/proc/" + running().pid() + "/task");
    long deadline = System.nanoTime() + STANDSTILL.toNanos();
    try {
      while (Files.isDirectory(threads) && !areStopped(threads)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("it does not stand still after " + STANDSTILL);
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all are in the state T, as proc(5) has it. */
  private static boolean areStopped(Path threads) {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) { // one has ended meanwhile
      return false;
    }
  }

  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(running().pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("it was never started");
    }
    return running;
  }

  /**
   * Ports that nobody listens on. They are below those that Linux (from 32768) and others deal to
   * outgoing connections, since a broker that is restarted and a proxy bind theirs minutes later.
   * Up to four processes of one build draw different ones.
   */
  static List<Integer> freePorts(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    while (ports.size() < count) {
      int drawn = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_EPHEMERAL_PORT);
      int port = (drawn & ~3) | (FORK & 3);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return List.copyOf(ports);
  }

  private static boolean isFree(int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
