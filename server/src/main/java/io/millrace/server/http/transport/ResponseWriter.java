package io.millrace.server.http.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes answers as bytes. For the thread of one loop. */
final class ResponseWriter {

  private static final byte[] OK = "HTTP/1.1 200 OK\r\nDate: ".getBytes(ISO_8859_1);
  private static final byte[] JSON_LENGTH =
      "\r\nContent-Type: application/json\r\nContent-Length: ".getBytes(ISO_8859_1);
  private static final byte[] END = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final int HEAD_BYTES = 192;

  private byte[] date = new byte[0];
  private long dateSecond;

  /** Takes over the time for the header {@code Date}. */
  void tick(Instant now) {
    if (now.getEpochSecond() != dateSecond) {
      dateSecond = now.getEpochSecond();
      date =
          DateTimeFormatter.RFC_1123_DATE_TIME
              .format(now.atOffset(ZoneOffset.UTC))
              .getBytes(ISO_8859_1);
    }
  }

  /** An answer with its body. */
  ByteBuf write(ByteBufAllocator allocator, Response response, Request request, boolean close) {
    int bodyBytes = request.isHead() ? 0 : response.body().length();
    ByteBuf out = allocator.ioBuffer(HEAD_BYTES + bodyBytes);
    if (isPlain(response, request, close)) {
      out.writeBytes(OK).writeBytes(date).writeBytes(JSON_LENGTH);
      writeNumber(out, response.body().length());
      out.writeBytes(END);
    } else {
      head(out, response, request, close);
      line(out, "Content-Length: " + response.body().length());
      out.writeBytes(END, 0, 2);
    }
    out.writeBytes(response.body().array(), response.body().offset(), bodyBytes);
    return out;
  }

  /** The head of an answer that ends with the connection. */
  ByteBuf writeEndless(ByteBufAllocator allocator, Response response, Request request) {
    ByteBuf out = allocator.ioBuffer(HEAD_BYTES);
    head(out, response, request, true);
    line(out, "Cache-Control: no-cache");
    return out.writeBytes(END, 0, 2);
  }

  private static boolean isPlain(Response response, Request request, boolean close) {
    return response.status() == 200
        && response.contentType().equals(Json.TYPE)
        && response.headers().isEmpty()
        && !close
        && !request.isOld();
  }

  private void head(ByteBuf out, Response response, Request request, boolean close) {
    line(out, "HTTP/1.1 " + response.status() + " " + Response.reason(response.status()));
    out.writeBytes("Date: ".getBytes(ISO_8859_1)).writeBytes(date).writeBytes(END, 0, 2);
    line(out, "Content-Type: " + response.contentType());
    response.headers().forEach(header -> line(out, header));
    if (close) {
      line(out, "Connection: close");
    } else if (request.isOld()) {
      line(out, "Connection: keep-alive");
    }
  }

  private static void line(ByteBuf out, String line) {
    out.writeBytes(line.getBytes(ISO_8859_1)).writeBytes(END, 0, 2);
  }

  private static void writeNumber(ByteBuf out, int number) {
    if (number >= 10) {
      writeNumber(out, number / 10);
    }
    out.writeByte('0' + number % 10);
  }
}
