package io.millrace.server.http.ingest;

import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Request;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Undoes the content encoding of a body, within limits. */
final class BodyEncoding {

  private static final int STEP = 16 * 1024;

  /** Up to this size the ratio does not matter: a short text repeated inflates well. */
  private static final int SMALL = 64 * 1024;

  private final long maxBytes;
  private final int maxRatio;

  BodyEncoding(long maxBytes, int maxRatio) {
    this.maxBytes = maxBytes;
    this.maxRatio = maxRatio;
  }

  /**
   * Whether a request's body is compressed.
   *
   * @throws HttpProblem.Refused with 415 if it is in a way that is not known
   */
  static boolean isGzip(Request request) {
    String encoding = request.single(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding == null) {
      return false;
    }
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw HttpProblem.of(
                  415,
                  "http.content-encoding",
                  "The content encoding " + encoding + " is not known.",
                  "Send the body as it is, or with Content-Encoding: gzip.")
              .with("Accept-Encoding: gzip, identity")
              .refused();
    };
  }

  /**
   * Inflates the body of an exchange and counts what it holds.
   *
   * @throws HttpProblem.Refused with 413 if it grows too large, 400 if it is malformed, 429 if too
   *     much is held already
   */
  Bytes inflate(Exchange exchange) {
    Bytes packed = exchange.body();
    ByteSink out = new ByteSink(Math.min(packed.length() * 4, STEP));
    exchange.hold(packed.length());
    try (Members in = new Members(packed)) {
      while (true) {
        int count = in.read(out.reserve(STEP), out.length(), STEP);
        if (count < 0) {
          in.checkEnd();
          return out.toBytes();
        }
        out.advance(count);
        check(packed.length(), out.length());
        exchange.hold(count);
      }
    } catch (IOException e) {
      throw HttpProblem.of(
              400,
              "http.gzip.malformed",
              "The body is no gzip: " + why(e),
              "Send the whole of what gzip wrote.")
          .refused();
    }
  }

  private static String why(IOException e) {
    return e.getMessage() == null || e instanceof EOFException
        ? "it ends before its end is reached"
        : e.getMessage();
  }

  /**
   * The members of a gzip (RFC 1952, 2.2). The JDK takes what follows the last one for its end,
   * whatever it is.
   */
  private static final class Members extends GZIPInputStream {

    private static final int TRAILER_BYTES = 8;

    /** All is in the buffer at once, so what is left of it at the end tells whether it is one. */
    Members(Bytes packed) throws IOException {
      super(
          new ByteArrayInputStream(packed.array(), packed.offset(), packed.length()),
          Math.max(STEP, packed.length()));
    }

    void checkEnd() throws IOException {
      int behind = inf.getRemaining() - TRAILER_BYTES + in.available();
      if (behind > 0) {
        throw new IOException(behind + " bytes that are no gzip follow it");
      }
    }
  }

  private void check(int packed, int inflated) {
    if (inflated > maxBytes) {
      throw HttpProblem.tooLarge(maxBytes).refused();
    }
    if (inflated > SMALL && inflated > (long) packed * maxRatio) {
      throw HttpProblem.of(
              413,
              "http.body.ratio",
              "The body inflates to more than " + maxRatio + " times its size.",
              "Send it uncompressed, or raise http.max-inflate-ratio.")
          .refused();
    }
  }
}
