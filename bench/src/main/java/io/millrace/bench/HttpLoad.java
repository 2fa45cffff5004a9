package io.millrace.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A client that measures ingest: each of its connections sends the next request once the last is
 * answered. One thread, no allocation on its way, a fixed number of requests.
 */
final class HttpLoad {

  /** So many bytes of requests are there, one after the other, before the first comes again. */
  private static final int DISTINCT_BYTES = 8 << 20;

  private final List<byte[]> requests;

  /**
   * A client whose requests have different events, so that no compression sees one twice.
   *
   * @param events how many events each request has
   */
  HttpLoad(String stream, int events) {
    Samples orders = new Orders(1, 0);
    String contentType = events == 1 ? "application/json" : "application/x-ndjson";
    List<byte[]> distinct = new ArrayList<>();
    for (int bytes = 0; bytes < DISTINCT_BYTES; bytes += distinct.get(distinct.size() - 1).length) {
      distinct.add(request(stream, contentType, body(orders, events)));
    }
    requests = distinct;
  }

  /**
   * A client whose requests all have the same body.
   *
   * @param contentType what the body is
   */
  HttpLoad(String stream, String contentType, byte[] body) {
    requests = List.of(request(stream, contentType, body));
  }

  private static byte[] request(String stream, String contentType, byte[] body) {
    String head =
        "POST /streams/"
            + stream
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(US_ASCII));
    whole.writeBytes(body);
    return whole.toByteArray();
  }

  /**
   * What came of some requests.
   *
   * @param nanos how long each took, sorted
   * @param wallNanos how long all took
   * @param refused how many were not answered with a 2xx
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(long[] nanos, long wallNanos, int refused) {

    double requestsPerSecond() {
      return nanos.length * 1e9 / wallNanos;
    }

    double percentileMillis(double part) {
      return nanos[(int) (nanos.length * part)] / 1e6;
    }
  }

  /** Sends requests as fast as they are answered; returns when all are. */
  Result run(int port, int connections, int requests) throws IOException {
    return run(port, connections, requests, 0);
  }

  /**
   * Sends requests at a rate; returns when all are answered. Each is timed from when it was due,
   * whether or not a connection was free: a server that falls behind is seen to.
   *
   * @param perSecond how many requests a second; 0: as fast as they are answered
   */
  Result run(int port, int connections, int requests, int perSecond) throws IOException {
    Run run = new Run(requests, perSecond);
    long start = System.nanoTime();
    run.run(port, connections);
    long wall = System.nanoTime() - start;
    Arrays.sort(run.nanos);
    return new Result(run.nanos, wall, run.refused);
  }

  private static byte[] body(Samples orders, int events) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < events; i++) {
      body.writeBytes(orders.next().value().toArray());
      body.write('\n');
    }
    return body.toByteArray();
  }

  private int longest() {
    return requests.stream().mapToInt(request -> request.length).max().orElseThrow();
  }

  /** The requests of one run. */
  private final class Run {

    private final long[] nanos;
    private final long between;
    private final Deque<Client> idle = new ArrayDeque<>();
    private long start;
    private int sent;
    private int answered;
    private int refused;

    Run(int requests, int perSecond) {
      nanos = new long[requests];
      between = perSecond == 0 ? 0 : 1_000_000_000 / perSecond;
    }

    void run(int port, int connections) throws IOException {
      start = System.nanoTime();
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      try (Selector selector = Selector.open()) {
        for (int i = 0; i < connections; i++) {
          SocketChannel channel = SocketChannel.open(address);
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.configureBlocking(false);
          Client client = new Client(channel);
          client.key = channel.register(selector, SelectionKey.OP_READ, client);
          client.next();
        }
        while (answered < nanos.length) {
          // A millisecond late at most, rather than spinning on a processor the server needs.
          selector.select(key -> ((Client) key.attachment()).ready(), idle.isEmpty() ? 0 : 1);
          while (!idle.isEmpty() && due() <= System.nanoTime()) {
            idle.remove().next();
          }
        }
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }

    /** When the next request is to be sent. */
    private long due() {
      return start + sent * between;
    }

    private final class Client {

      private final SocketChannel channel;
      private final ByteBuffer out = ByteBuffer.allocateDirect(longest());
      private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
      private SelectionKey key;
      private long started;

      Client(SocketChannel channel) {
        this.channel = channel;
      }

      void next() throws IOException {
        if (sent == nanos.length) {
          return;
        }
        if (between > 0 && due() > System.nanoTime()) {
          idle.add(this);
          return;
        }
        started = between > 0 ? due() : System.nanoTime();
        out.clear().put(requests.get(sent % requests.size())).flip();
        sent++;
        in.clear();
        write();
      }

      void ready() {
        try {
          if (key.isWritable()) {
            write();
          } else if (channel.read(in) < 0) {
            throw new IOException("the server ended the connection");
          } else if (isWhole()) {
            nanos[answered++] = System.nanoTime() - started;
            if (in.get(9) != '2') {
              refused++;
            }
            next();
          }
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }

      private void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      }

      /** Ingest answers with a document on a line, and no other line of it ends in a brace. */
      private boolean isWhole() {
        int end = in.position();
        return end > 2 && in.get(end - 1) == '\n' && in.get(end - 2) == '}';
      }
    }
  }
}
