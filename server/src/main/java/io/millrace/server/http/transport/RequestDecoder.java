package io.millrace.server.http.transport;

import io.millrace.server.config.HttpConfig;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder with nothing let pass that two readers could read in two ways (RFC 9112, 11.2):
 * bare LF, names with spaces and two lengths it refuses by itself, folded lines and a length beside
 * chunks it does not. After something malformed the rest of the connection is thrown away.
 */
final class RequestDecoder extends HttpRequestDecoder {

  private static final int CHUNK_BYTES = 64 * 1024;

  private final Runnable onBytes;
  private boolean inBody;
  private boolean lineSeen;
  private boolean dead;

  RequestDecoder(HttpConfig config, Runnable onBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength((int) config.maxRequestLine())
            .setMaxHeaderSize((int) config.maxHeaders())
            .setMaxChunkSize(CHUNK_BYTES)
            .setValidateHeaders(true)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false));
    this.onBytes = onBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    onBytes.run();
    super.channelRead(context, message);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (dead) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!inBody && startsLineWithSpace(in)) {
      dead = true;
      in.skipBytes(in.readableBytes());
      out.add(invalid("a line starts with a space or a control character"));
      return;
    }
    int before = out.size();
    super.decode(context, in, out);
    for (int i = before; i < out.size(); i++) {
      follow(out.get(i));
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  private void follow(Object message) {
    if (message instanceof HttpRequest request) {
      inBody = true;
      dead |= request.decoderResult().isFailure();
    }
    if (message instanceof HttpContent content) {
      dead |= content.decoderResult().isFailure();
    }
    if (message instanceof LastHttpContent) {
      inBody = false;
      lineSeen = false;
    }
  }

  /**
   * Looks at every line of a head before Netty unfolds them. A line that is complete is consumed by
   * the decoder in the same call, so no line is looked at in vain.
   */
  private boolean startsLineWithSpace(ByteBuf in) {
    int at = in.readerIndex();
    while (at < in.writerIndex()) {
      byte first = in.getByte(at);
      boolean blank = first == '\r' || first == '\n';
      if (blank && lineSeen) {
        return false;
      }
      if (!blank && first <= ' ') {
        return true;
      }
      int end = in.indexOf(at, in.writerIndex(), (byte) '\n');
      if (end < 0) {
        return false;
      }
      lineSeen |= !blank;
      at = end + 1;
    }
    return false;
  }

  private static FullHttpRequest invalid(String why) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/invalid");
    request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(why)));
    return request;
  }
}
