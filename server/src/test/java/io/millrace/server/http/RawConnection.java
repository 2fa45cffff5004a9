package io.millrace.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;

/** A connection that sends any bytes. */
public final class RawConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  public RawConnection(TestingServer server) throws IOException {
    this(server.socket());
  }

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
  }

  /** One that takes little which it does not read. */
  static RawConnection narrow(TestingServer server) throws IOException {
    return new RawConnection(server.narrowSocket());
  }

  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    send(bytes, 0, bytes.length);
  }

  void send(byte[] bytes, int from, int to) throws IOException {
    try {
      socket.getOutputStream().write(bytes, from, to - from);
    } catch (SocketException e) {
      // The server may have ended the connection already; what it said is still to be read.
    }
  }

  /** The next answer: its head and as many bytes as it says. Empty if the connection has ended. */
  public String answer() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
      head.append(new String(in.readNBytes(length), ISO_8859_1));
    }
    return head.toString();
  }

  /** As many bytes as are asked for, and no more. */
  String some(int count) throws IOException {
    return new String(in.readNBytes(count), ISO_8859_1);
  }

  /** All that comes until the server ends the connection. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // A reset is an end as well.
    }
    return all.toString(ISO_8859_1);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
