package io.millrace.plugin.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers.Header;
import io.vavr.control.Either;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of compact JSON for each event: its body, or with an envelope all of it. */
final class NdjsonFormat implements RecordFormat {

  private static final byte[] NO_HEADER = {};

  private final boolean envelope;

  NdjsonFormat(boolean envelope) {
    this.envelope = envelope;
  }

  @Override
  public String extension() {
    return "ndjson";
  }

  @Override
  public byte[] header() {
    return NO_HEADER;
  }

  @Override
  public Either<Failures, byte[]> encode(Event event) {
    return event.value(FieldPath.ROOT).flatMap(body -> line(envelope ? whole(event, body) : body));
  }

  private static Either<Failures, byte[]> line(Object value) {
    try {
      return Either.right((JsonText.of(value) + "\n").getBytes(UTF_8));
    } catch (JsonText.TooDeepException e) {
      return Failures.left(
          Failure.rejected(
              "file.too-deep", "the event has more than " + JsonText.MOST_LEVELS + " levels"));
    }
  }

  private static Map<String, Object> whole(Event event, Object body) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("id", event.id());
    whole.put("stream", event.position().stream());
    whole.put("partition", event.position().partition());
    whole.put("offset", event.position().offset());
    whole.put("key", event.key().orElse(null));
    whole.put("recordedAt", event.recordedAt().toString());
    whole.put("effectiveAt", event.effectiveAt().toString());
    List<Object> headers = new ArrayList<>();
    event.headers().list().forEach(header -> headers.add(header(header)));
    whole.put("headers", headers);
    whole.put("body", body);
    return whole;
  }

  private static Map<String, Object> header(Header header) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("name", header.name());
    byte[] value = header.value();
    try {
      written.put(
          "value",
          value == null ? null : UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      written.put("base64", Base64.getEncoder().encodeToString(value));
    }
    return written;
  }
}
