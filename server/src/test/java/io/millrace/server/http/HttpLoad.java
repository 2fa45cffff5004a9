package io.millrace.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;

/**
 * A client that measures ingest: each of its connections sends the next request once the last is
 * answered. One thread, no allocation on its way, a fixed number of requests. Not a test: {@code
 * HttpLoad port stream connections requests events-in-a-request}.
 */
final class HttpLoad {

  private final byte[] request;
  private final long[] nanos;
  private int sent;
  private int answered;
  private int refused;

  private HttpLoad(byte[] request, int requests) {
    this.request = request;
    this.nanos = new long[requests];
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int connections = Integer.parseInt(args[2]);
    int requests = Integer.parseInt(args[3]);
    int events = Integer.parseInt(args[4]);
    byte[] request = request(args[1], events);
    new HttpLoad(request, requests / 2).run(port, connections);
    HttpLoad measured = new HttpLoad(request, requests);
    long start = System.nanoTime();
    measured.run(port, connections);
    measured.report(System.nanoTime() - start, connections, events);
  }

  /** An order of about 500 bytes, with a key that is another one for each event. */
  private static byte[] request(String stream, int events) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < events; i++) {
      body.append("{\"event_id\":\"6f1c0b5e-")
          .append(i)
          .append("\",\"shopper\":{\"id\":\"s-")
          .append(i)
          .append("\",\"ip\":\"192.0.2.17\"},\"timestamp\":\"2015-07-03T12:01:35Z\",")
          .append("\"items\":[{\"sku\":\"A-1\",\"count\":2,\"price\":19.90}],\"note\":\"")
          .append("x".repeat(300))
          .append("\",\"total\":39.80}\n");
    }
    String head =
        "POST /streams/"
            + stream
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            + (events == 1 ? "application/json" : "application/x-ndjson")
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(US_ASCII);
  }

  private void run(int port, int connections) throws IOException {
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
        selector.select(key -> ((Client) key.attachment()).ready());
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
  }

  private void report(long all, int connections, int events) {
    Arrays.sort(nanos);
    double seconds = all / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d connections, %d events a request: %,.0f requests/s, %,.0f events/s; "
            + "ms p50 %.2f p99 %.2f p99.9 %.2f max %.2f; not 200: %d%n",
        connections,
        events,
        nanos.length / seconds,
        nanos.length * (double) events / seconds,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        nanos[(int) (nanos.length * 0.999)] / 1e6,
        nanos[nanos.length - 1] / 1e6,
        refused);
  }

  private final class Client {

    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(request.length);
    private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
    private SelectionKey key;
    private long started;

    Client(SocketChannel channel) {
      this.channel = channel;
      out.put(request);
    }

    void next() throws IOException {
      if (sent == nanos.length) {
        return;
      }
      sent++;
      started = System.nanoTime();
      out.flip().limit(request.length);
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

    /** Ingest answers with a document that ends in {@code ]}} and holds no other such end. */
    private boolean isWhole() {
      int end = in.position();
      return end > 2 && in.get(end - 1) == '}';
    }
  }
}
