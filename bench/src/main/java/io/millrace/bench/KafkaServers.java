package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Servers of the distribution that run {@link Workload#ENRICH} together, each in a process of its
 * own. Its topics and its group are new ones, the input perhaps not. For one thread.
 */
final class KafkaServers implements AutoCloseable {

  /** What a topic is called that was filled before, behind which the input's name comes. */
  static final String FILLED = "servers-";

  static final int PARTITIONS = 12;

  private static final long LOOK_EVERY_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

  private final Place place;
  private final String prefix;
  private final Path topology;
  private final List<String> settings;
  private final List<ServerProcess> servers = new ArrayList<>();

  /**
   * Where they run.
   *
   * @param bootstrap where the broker is
   * @param home the distribution
   * @param directory for what they leave
   */
  record Place(String bootstrap, Path home, Path directory) {

    static Place of(String bootstrap, String home, String directory) {
      return new Place(
          bootstrap, Path.of(home).toAbsolutePath(), Path.of(directory).toAbsolutePath());
    }

    Admin admin() {
      return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    private Path server(String name) throws IOException {
      return Files.createDirectories(directory.resolve(name));
    }
  }

  private KafkaServers(Place place, String prefix, String in, int partitions, List<String> settings)
      throws IOException {
    this.place = place;
    this.prefix = prefix;
    this.settings = settings;
    Path files = place.directory.resolve(prefix + "topology");
    topology =
        Files.writeString(
            Workload.ENRICH.writeFiles(files).resolve("topology.yaml"),
            Workload.ENRICH.topology(prefix, in, prefix, partitions));
  }

  /** With an input that is there and full. */
  static KafkaServers onFilled(Place place, List<String> settings) throws IOException {
    return new KafkaServers(place, prefix("full"), FILLED, PARTITIONS, settings);
  }

  /** With an input that they make themselves. */
  static KafkaServers onEmpty(Place place, int partitions, List<String> settings)
      throws IOException {
    String prefix = prefix("steady");
    return new KafkaServers(place, prefix, prefix, partitions, settings);
  }

  private static String prefix(String name) {
    return name + "-" + System.currentTimeMillis() + "-";
  }

  /** The input, if they make it themselves. */
  String input() {
    return prefix + Workload.INPUT;
  }

  String output() {
    return prefix + Workload.OUTPUT;
  }

  /** The group, and so many events. */
  KafkaPeer peer(long events) {
    return new KafkaPeer(place.bootstrap, prefix + Workload.ENRICH.pipeline(), events);
  }

  /** Starts one more and does not wait; they are called 1, 2, 3. */
  void launch() throws IOException {
    servers.add(launch(servers.size() + 1));
  }

  private ServerProcess launch(int number) throws IOException {
    List<String> all = new ArrayList<>(settings);
    all.add("backend=kafka");
    all.add("kafka.bootstrap-servers=" + place.bootstrap);
    all.add("kafka.server-id=s" + number);
    return ServerProcess.launch(
        place.home, place.server(prefix + number), topology, List.copyOf(all));
  }

  /** Starts so many more at once, and waits until all are ready. */
  void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      launch();
    }
    awaitReady();
  }

  /** Waits for those that were launched and have not been waited for. */
  void awaitReady() throws IOException {
    for (ServerProcess server : servers) {
      if (server.port() == 0) {
        server.awaitReady();
      }
    }
  }

  /** Ends the first one as {@code kill -9} does. */
  void kill() throws InterruptedException {
    servers.get(0).kill();
  }

  /** Starts the first one again, and waits until it is ready; returns how many seconds it took. */
  double startAgain() throws IOException {
    servers.set(0, launch(1));
    awaitReady();
    return servers.get(0).startNanos() / 1e9;
  }

  /** What all of them have used of the processors so far, in seconds. */
  double cpuSeconds() throws IOException {
    double seconds = 0;
    for (ServerProcess server : servers) {
      seconds += server.cpuSeconds();
    }
    return seconds;
  }

  /** Waits until all partitions are dealt out and the newest server has so many, or more. */
  Map<String, Set<Integer>> awaitShares(Admin admin, int partitions, int newest) throws Exception {
    String last = "s" + servers.size();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Map<String, Set<Integer>> shares = shares(admin);
    while (shares.values().stream().mapToInt(Set::size).sum() < partitions
        || shares.values().stream().anyMatch(Set::isEmpty)
        || shares.size() < servers.size()
        || shares.getOrDefault(last, Set.of()).size() < newest) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the shares stay " + shares);
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
      shares = shares(admin);
    }
    return shares;
  }

  /** Which partitions each server owns, as the group says; none while they are dealt out. */
  private Map<String, Set<Integer>> shares(Admin admin) throws Exception {
    Map<String, Set<Integer>> shares = new TreeMap<>();
    ConsumerGroupDescription group;
    String name = peer(0).group();
    try {
      group = admin.describeConsumerGroups(List.of(name)).describedGroups().get(name).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return shares;
      }
      throw e;
    }
    if (group.groupState() == GroupState.STABLE) {
      for (MemberDescription member : group.members()) {
        String instance = member.groupInstanceId().orElseThrow();
        String server = instance.substring(0, instance.indexOf('-'));
        Set<Integer> share = shares.computeIfAbsent(server, any -> new TreeSet<>());
        member.assignment().topicPartitions().forEach(at -> share.add(at.partition()));
      }
    }
    return shares;
  }

  /** How many partitions the server with most has more than the one with least. */
  static int apart(Map<String, Set<Integer>> shares) {
    int most = shares.values().stream().mapToInt(Set::size).max().orElseThrow();
    return most - shares.values().stream().mapToInt(Set::size).min().orElseThrow();
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
  }
}
