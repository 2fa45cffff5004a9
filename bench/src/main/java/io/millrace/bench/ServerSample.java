package io.millrace.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server holds at a moment, right after a full collection of its heap.
 *
 * @param seconds since the start of the run
 * @param events how many have come in, in millions
 * @param heap what is used of it, in MiB
 * @param metaspace what is used beside the heap, in MiB
 * @param resident memory of the process, in MiB
 */
record ServerSample(
    long seconds,
    double events,
    double heap,
    double metaspace,
    long resident,
    double threads,
    double files) {

  static final String HEADER =
      " seconds   events(M)  heap(MiB)  beside(MiB)  resident(MiB)  threads  files  not accepted";

  /**
   * What must not grow, and by how much two thirds of a run may differ all the same.
   *
   * @param most by so much
   * @param part and by this part of what it was
   */
  record Series(String words, ToDoubleFunction<ServerSample> value, double most, double part) {

    static List<Series> all() {
      return List.of(
          new Series("heap after a collection, MiB", ServerSample::heap, 4, 0.1),
          new Series("classes and code, MiB", ServerSample::metaspace, 3, 0.1),
          new Series("threads", ServerSample::threads, 2, 0),
          new Series("open files", ServerSample::files, 4, 0));
    }

    /** The first third fills caches and compiles; the last is held against the middle one. */
    Optional<String> growth(List<ServerSample> samples) {
      int third = samples.size() / 3;
      double middle = median(samples.subList(third, 2 * third));
      double last = median(samples.subList(2 * third, samples.size()));
      return last > middle + most + part * middle
          ? Optional.of(String.format(Locale.ROOT, "GROWS from %.1f to %.1f", middle, last))
          : Optional.empty();
    }

    private double median(List<ServerSample> samples) {
      double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%8d %11.3f %10.1f %12.1f %14d %8.0f %6.0f",
        seconds,
        events,
        heap,
        metaspace,
        resident,
        threads,
        files);
  }

  /** Looks at a server of this machine. */
  record Client(int port, HttpClient http) {

    private static final String JCMD =
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    ServerSample look(long pid, long seconds) throws IOException, InterruptedException {
      collect(pid);
      String metrics = get("/metrics");
      return new ServerSample(
          seconds,
          sum(metrics, "millrace_input_records_total\\{pipeline=\"check-orders\"") / 1e6,
          sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"") / (1 << 20),
          sum(metrics, "jvm_memory_used_bytes\\{area=\"nonheap\"") / (1 << 20),
          Meter.memory(Long.toString(pid), "VmRSS") >> 20,
          sum(metrics, "jvm_threads_live_threads"),
          sum(metrics, "process_files_open_files"));
    }

    private static void collect(long pid) throws IOException, InterruptedException {
      Process jcmd =
          new ProcessBuilder(JCMD, Long.toString(pid), "GC.run")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (jcmd.waitFor() != 0) {
        throw new IOException("jcmd cannot collect the heap of process " + pid);
      }
    }

    private static double sum(String metrics, String start) {
      Matcher lines = Pattern.compile("(?m)^" + start + "[^}\n]*\\}? (\\S+)$").matcher(metrics);
      double sum = 0;
      while (lines.find()) {
        sum += Double.parseDouble(lines.group(1));
      }
      return sum;
    }

    /** Reads a little, and leaves feeds and half of a request behind, as clients do. */
    void readAndLeave(int clients) throws IOException, InterruptedException {
      for (int i = 0; i < clients; i++) {
        get("/streams/orders/partitions/" + i % 4 + "?offset=0&limit=10");
        String request = i % 2 == 0 ? "GET /streams/orders/events" : "POST /streams/raw-orders";
        String head = request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          byte[] bytes = (head + i % 2 + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
          socket.getOutputStream().write(bytes);
        }
      }
    }

    private String get(String path) throws IOException, InterruptedException {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
