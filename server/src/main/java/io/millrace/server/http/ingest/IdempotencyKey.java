package io.millrace.server.http.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Headers;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Request;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.ReservedHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name that a client gives to a request, so that it is done once however often it is sent. It
 * is stored in two headers of every record, so that whoever reads the stream finds it again: {@code
 * Idempotency-Key} as it came, and {@code Millrace-Idempotency} with which part of the request the
 * record is: {@code index/count/parts/hash/stream}.
 *
 * @param key the key
 * @param stream the stream; a record that a pipeline passes on names another one
 * @param hash of what the body holds
 */
record IdempotencyKey(String key, String stream, String hash) {

  static final String HEADER = ReservedHeaders.IDEMPOTENCY_KEY;
  static final String PART_HEADER = ReservedHeaders.IDEMPOTENCY_PART;

  private static final int LONGEST = 255;
  private static final int HASH_BYTES = 16;

  /**
   * What a record says of its part of a request.
   *
   * @param name the request
   * @param index the how-manieth record of the part it is
   * @param count how many records the part has
   * @param parts how many parts the request has
   */
  record Part(IdempotencyKey name, int index, int count, int parts) {}

  /**
   * The key of a request, or null if it has none.
   *
   * @throws HttpProblem.Refused with 400 if it is empty, too long, not of ASCII, or there twice
   */
  static @Nullable String of(Request request) {
    String key = request.single(HEADER);
    if (key != null && (key.isBlank() || key.length() > LONGEST || !isPrintable(key))) {
      throw HttpProblem.of(
              400,
              "http.idempotency.malformed",
              "An Idempotency-Key has 1 to " + LONGEST + " printable characters of ASCII.",
              "Send a new random key, such as a UUID, with each new request.")
          .refused();
    }
    return key;
  }

  /** What else is in a header has no encoding that all agree on, and could not be given back. */
  private static boolean isPrintable(String key) {
    return key.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  static IdempotencyKey hash(String key, String stream, Payload payload, Bytes body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(payload.name().getBytes(UTF_8));
      digest.update(body.array(), body.offset(), body.length());
      byte[] hash = Arrays.copyOf(digest.digest(), HASH_BYTES);
      return new IdempotencyKey(key, stream, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The headers of the records of this request: those given and these two. */
  Ingest.Headers headers(List<Headers.Header> given) {
    return (index, count, parts) -> {
      String part = index + "/" + count + "/" + parts + "/" + hash + "/" + stream;
      List<Headers.Header> all = new ArrayList<>(given);
      all.add(new Headers.Header(HEADER, key.getBytes(UTF_8)));
      all.add(new Headers.Header(PART_HEADER, part.getBytes(UTF_8)));
      return RecordHeaders.of(Headers.of(all));
    };
  }

  /** What a stored record says; empty if it says nothing, or nothing that can be read. */
  static Optional<Part> read(Headers headers) {
    Optional<String> key = headers.text(HEADER);
    Optional<String> part = headers.text(PART_HEADER);
    if (key.isEmpty() || part.isEmpty()) {
      return Optional.empty();
    }
    String[] words = part.get().split("/", 5);
    try {
      return Optional.of(
          new Part(
              new IdempotencyKey(key.get(), words[4], words[3]),
              Integer.parseInt(words[0]),
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
