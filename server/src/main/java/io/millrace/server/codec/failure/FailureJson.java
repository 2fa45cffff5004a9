package io.millrace.server.codec.failure;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.server.codec.json.JsonQuoted;
import io.millrace.server.codec.json.JsonWriter;
import io.millrace.server.codec.text.InstantText;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import java.time.Instant;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failure records as JSON: the fields of {@code schemas/failure.avsc}, see docs/failures.md. */
final class FailureJson implements FailureWriter {

  private static final int LARGE = 1 << 20;
  private static final int MOST_SOURCES = 1000;

  /** What sources look like, by identity: a stage has one and keeps it. */
  private final IdentityHashMap<FailureSource, Bytes> sources = new IdentityHashMap<>();

  @Override
  public void write(FailureRecord failure, FailureDetail detail, ByteSink out) {
    open("{\"id\":", failure.id(), out);
    open(",\"at\":", InstantText.of(failure.at()), out);
    open(",\"sentence\":", ShortText.of(FailureSentence.of(failure), sentence(detail)), out);
    out.put(sources.computeIfAbsent(failure.source(), FailureJson::written));
    number(",\"attempt\":", failure.attempt(), out);
    event(failure, detail, out);
    failures(failure.failures().list(), detail, out);
    original(failure, detail, out);
    out.put((byte) '}');
    if (sources.size() > MOST_SOURCES) {
      sources.clear();
    }
  }

  private static Bytes written(FailureSource source) {
    ByteSink out = new ByteSink(512);
    open(",\"environment\":", source.environment(), out);
    open(",\"host\":", source.host(), out);
    open(",\"server_version\":", source.serverVersion(), out);
    open(",\"pipeline\":", source.pipeline(), out);
    open(",\"stage\":", source.stage(), out);
    open(",\"plugin\":", source.plugin(), out);
    open(",\"plugin_version\":", source.pluginVersion(), out);
    open(",\"attempted\":", source.attempted().verb(), out);
    return out.toBytes();
  }

  static int sentence(FailureDetail detail) {
    return 2 * detail.longestText();
  }

  private static void event(FailureRecord failure, FailureDetail detail, ByteSink out) {
    Event event = failure.event();
    Bytes key = failure.original().key();
    int most = detail.longestText();
    Instant recordedAt = Instant.ofEpochMilli(failure.original().timestamp());
    open(",\"event\":{\"stream\":", failure.partition().stream(), out);
    number(",\"partition\":", failure.partition().partition(), out);
    number(",\"offset\":", failure.original().offset(), out);
    open(",\"id\":", ShortText.of(failure.eventId(), most), out);
    open(",\"key\":", key == null ? null : ShortText.of(start(key, most), most), out);
    open(",\"recorded_at\":", InstantText.of(recordedAt), out);
    open(",\"effective_at\":", event == null ? null : InstantText.of(event.effectiveAt()), out);
    out.put((byte) '}');
  }

  /** Enough of a key for its text, not all of a large one. */
  static String start(Bytes key, int most) {
    return key.slice(0, Math.min(key.length(), 4 * most)).toText();
  }

  private static void failures(List<Failure> failures, FailureDetail detail, ByteSink out) {
    int shown = Math.min(failures.size(), detail.mostFailures());
    JsonWriter.latin(",\"failures\":", out);
    for (int i = 0; i < shown; i++) {
      Failure failure = failures.get(i);
      int most = detail.longestText();
      out.put((byte) (i == 0 ? '[' : ','));
      open("{\"kind\":", failure.kind().name(), out);
      open(",\"code\":", ShortText.of(failure.code(), most), out);
      open(",\"message\":", ShortText.of(failure.message(), most), out);
      String field = failure.field().map(FieldPath::toString).orElse(null);
      open(",\"field\":", field == null ? null : ShortText.of(field, most), out);
      attributes(failure.attributes(), detail, out);
    }
    number("],\"failures_omitted\":", failures.size() - shown, out);
  }

  private static void attributes(
      Map<String, String> attributes, FailureDetail detail, ByteSink out) {
    JsonWriter.latin(",\"attributes\":{", out);
    int written = 0;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      if (written == detail.mostAttributes()) {
        break;
      }
      if (written++ > 0) {
        out.put((byte) ',');
      }
      JsonWriter.text(ShortText.of(attribute.getKey(), detail.longestText()), out);
      out.put((byte) ':');
      JsonWriter.text(ShortText.of(attribute.getValue(), detail.longestText()), out);
    }
    JsonWriter.latin("}}", out);
  }

  private static void original(FailureRecord failure, FailureDetail detail, ByteSink out) {
    JsonWriter.latin(",\"original\":{\"key\":", out);
    content(failure.original().key(), detail, detail.hasBytes(), out);
    JsonWriter.latin(",\"headers\":[", out);
    int headers = failure.original().headers().count();
    boolean listed = detail != FailureDetail.LEAST;
    if (headers > 0 && listed) {
      headers(failure.original().headers().decode(), detail, out);
    }
    number("],\"headers_omitted\":", listed ? 0 : headers, out);
    JsonWriter.latin(",\"value\":", out);
    content(failure.original().value(), detail, detail.hasValue(), out);
    out.put((byte) '}');
  }

  private static void headers(Headers headers, FailureDetail detail, ByteSink out) {
    int written = 0;
    for (Headers.Header header : headers.list()) {
      open(written++ == 0 ? "{\"name\":" : ",{\"name\":", header.name(), out);
      JsonWriter.latin(",\"value\":", out);
      byte[] value = header.value();
      content(value == null ? null : Bytes.of(value), detail, detail.hasBytes(), out);
      out.put((byte) '}');
    }
  }

  private static void content(
      @Nullable Bytes bytes, FailureDetail detail, boolean whole, ByteSink out) {
    if (bytes == null) {
      JsonWriter.latin("null", out);
      return;
    }
    if (!whole) {
      number("{\"encoding\":\"omitted\",\"size\":", bytes.length(), out);
      open(",\"sha256\":", FailureDetail.sha256(bytes), out);
      out.put((byte) '}');
      return;
    }
    int before = out.length();
    JsonWriter.latin("{\"encoding\":\"text\",\"data\":", out);
    if (swells(bytes, detail) || !JsonQuoted.write(bytes, out)) {
      out.truncate(before);
      JsonWriter.latin("{\"encoding\":\"base64\",\"data\":\"", out);
      byte[] encoded = Base64.getEncoder().encode(bytes.toArray());
      out.put(encoded, 0, encoded.length);
      out.put((byte) '"');
    }
    out.put((byte) '}');
  }

  /**
   * Whether base64 is to be taken because of a text's escapes: where room is scarce, if it is
   * shorter; else if the text is large and would be more than twice as long.
   */
  private static boolean swells(Bytes bytes, FailureDetail detail) {
    if (detail == FailureDetail.WHOLE) {
      return bytes.length() >= LARGE && escapes(bytes) > bytes.length();
    }
    return bytes.length() + escapes(bytes) > (bytes.length() + 2L) / 3 * 4;
  }

  /** How much longer a text is with its escapes. */
  private static long escapes(Bytes bytes) {
    long more = 0;
    for (int i = bytes.offset(); i < bytes.offset() + bytes.length(); i++) {
      byte b = bytes.array()[i];
      if (b >= 0 && b < ' ') {
        more += 5;
      } else if (b == '"' || b == '\\') {
        more++;
      }
    }
    return more;
  }

  private static void open(String name, @Nullable String value, ByteSink out) {
    JsonWriter.latin(name, out);
    JsonWriter.value(value, 0, out);
  }

  private static void number(String name, long value, ByteSink out) {
    JsonWriter.latin(name, out);
    JsonWriter.latin(Long.toString(value), out);
  }
}
