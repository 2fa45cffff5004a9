package io.millrace.server.stream;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names of request headers that are no part of an event: no stream keeps them. */
public final class ReservedHeaders {

  /** The header in which a server keeps which part of a request a record is. */
  public static final String IDEMPOTENCY_PART = "Millrace-Idempotency";

  /** The header that names a request, for when it is sent again. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final String SECRET = "is a credential, which would be stored and shown";
  private static final String OWN = "is kept by the server itself, with each record";
  private static final String WIRE = "is about the connection and the body as it came";

  private static final Map<String, String> REASONS = new TreeMap<>();

  static {
    put(SECRET, "Authorization", "Proxy-Authorization", "Cookie");
    put(OWN, IDEMPOTENCY_KEY, IDEMPOTENCY_PART);
    put(
        WIRE,
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade");
  }

  private ReservedHeaders() {}

  private static void put(String reason, String... names) {
    List.of(names).forEach(name -> REASONS.put(name.toLowerCase(Locale.ROOT), reason));
  }

  /** Why a stream cannot keep a header, as the end of a sentence; empty if it can. */
  public static Optional<String> reason(String name) {
    return Optional.ofNullable(REASONS.get(name.toLowerCase(Locale.ROOT)));
  }
}
