package io.millrace.server.http.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token that clients send, if one is configured (RFC 6750). */
final class AccessToken {

  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] expected;

  AccessToken(Optional<String> token) {
    this.expected = token.map(text -> text.getBytes(UTF_8)).orElse(null);
  }

  /**
   * Refuses a request without the token.
   *
   * @throws HttpProblem.Refused with 401
   */
  void check(Request request) {
    if (expected == null) {
      return;
    }
    String sent = request.single(HttpHeaderNames.AUTHORIZATION);
    // isEqual takes as long for a wrong token as for a right one.
    if (sent == null
        || !sent.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !MessageDigest.isEqual(
            expected, sent.substring(SCHEME.length()).strip().getBytes(UTF_8))) {
      throw HttpProblem.of(
              401,
              "http.token",
              "The request has no valid token.",
              "Send the header Authorization: Bearer with the token of http.token.")
          .with("WWW-Authenticate: Bearer realm=\"millrace\"")
          .refused();
    }
  }
}
