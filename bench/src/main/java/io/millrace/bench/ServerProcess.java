package io.millrace.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server of the distribution, in a process of its own. For one thread. */
final class ServerProcess extends ChildProcess {

  private static final String READY = "Millrace is ready at ";

  private final Path log;
  private final long begun;
  private int port;
  private long startNanos;

  private ServerProcess(ProcessBuilder builder, Path log, long begun) throws IOException {
    super(builder);
    this.log = log;
    this.begun = begun;
  }

  /** Starts a server with a topology and waits until it says that it is ready. */
  static ServerProcess start(Path home, Path directory, Path topology) throws IOException {
    ServerProcess server = launch(home, directory, topology, List.of());
    server.awaitReady();
    return server;
  }

  /**
   * Starts a server and does not wait. It ends with this process at the latest.
   *
   * @param settings what it has besides, each as {@code key=value}
   */
  static ServerProcess launch(Path home, Path directory, Path topology, List<String> settings)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(home.resolve("bin/millrace").toString(), "run"));
    command.addAll(List.of("--topology", topology.toString(), "--set", "http.port=0"));
    command.addAll(List.of("--set", "data.directory=" + directory.resolve("data")));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    Path log = directory.resolve("server.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServerProcess(builder, log, System.nanoTime());
  }

  /** Waits until it says that it is ready. */
  void awaitReady() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(output(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        startNanos = System.nanoTime() - begun;
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
        return;
      }
    }
    throw new IOException("the server ended: " + Files.readString(log));
  }

  /** Where it listens; 0 before it was waited for. */
  int port() {
    return port;
  }

  /** From the launch to the line that says that it is ready. */
  long startNanos() {
    return startNanos;
  }
}
