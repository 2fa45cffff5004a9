package io.millrace.server.http.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** What a request's head must keep to, beyond what the decoder sees to. */
final class RequestRules {

  private RequestRules() {}

  /**
   * Refuses a head that is malformed or that could be read in two ways.
   *
   * @throws HttpProblem.Refused to be answered, and the connection closed
   */
  static void check(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      throw problem(head.decoderResult().cause()).refused();
    }
    boolean isOld = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (!isOld && !head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw HttpProblem.of(
              505, "http.version", "Not HTTP/1.0 or HTTP/1.1.", "Use HTTP/1.1 or HTTP/1.0.")
          .closing()
          .refused();
    }
    checkHost(head.headers(), isOld);
    checkFraming(head.headers(), isOld);
  }

  /** What to answer to bytes that could not be decoded. */
  static HttpProblem problem(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpProblem.of(
              414,
              "http.line.too-long",
              "The request line is too long.",
              "Raise http.max-request-line.")
          .closing();
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return HttpProblem.of(
              431,
              "http.headers.too-large",
              "The headers are too large.",
              "Raise http.max-headers.")
          .closing();
    }
    return HttpProblem.malformed("The request is malformed: " + cause.getMessage());
  }

  private static void checkHost(HttpHeaders headers, boolean isOld) {
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && !isOld)) {
      throw HttpProblem.malformed("A request has one Host header; here are " + hosts + ".")
          .refused();
    }
  }

  private static void checkFraming(HttpHeaders headers, boolean isOld) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (!codings.isEmpty()) {
      boolean chunked =
          codings.size() == 1
              && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))
              && lengths.isEmpty()
              && !isOld;
      if (!chunked) {
        throw HttpProblem.malformed(
                "A body has either a Content-Length or Transfer-Encoding: chunked (HTTP/1.1).")
            .refused();
      }
    }
    for (String length : lengths) {
      if (lengths.size() > 1 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw HttpProblem.malformed("Content-Length is one number.").refused();
      }
    }
    if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      // Netty takes the 8 bytes behind such a head for its body, whoever else saw a next request.
      throw HttpProblem.malformed("Sec-WebSocket-Key1 is of a draft that is not spoken here.")
          .refused();
    }
  }
}
