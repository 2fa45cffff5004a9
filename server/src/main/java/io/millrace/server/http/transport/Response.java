package io.millrace.server.http.transport;

import io.millrace.server.stream.Bytes;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param contentType the type of the body
 * @param body the body
 * @param headers further header lines
 * @param close whether the connection is closed behind it
 */
public record Response(
    int status, String contentType, Bytes body, List<String> headers, boolean close) {

  public static Response json(Bytes body) {
    return new Response(200, Json.TYPE, body, List.of(), false);
  }

  public static Response json(int status, Object tree) {
    return new Response(status, Json.TYPE, Json.write(tree), List.of(), false);
  }

  public static Response text(String text) {
    return new Response(200, "text/plain; charset=utf-8", Bytes.utf8(text), List.of(), false);
  }

  static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
