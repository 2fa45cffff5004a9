package io.millrace.server.http.ingest;

import io.millrace.api.Failures;
import io.millrace.server.codec.json.JsonArrays;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Request;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a body is: one value, an array of values, or a value on each line. */
enum Payload {
  /** One JSON text, or an array of them. */
  JSON,
  /** A JSON text on each line. */
  LINES,
  /** One value, whatever it is. */
  WHOLE;

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  /** What is held for each event adds up, however small the events are. */
  static final int MOST_EVENTS = 100_000;

  /**
   * What a request's content type says, for a stream of a format.
   *
   * @throws HttpProblem.Refused with 415
   */
  static Payload of(Request request, Format format) {
    String header = request.single(HttpHeaderNames.CONTENT_TYPE);
    if (header != null && !(format instanceof Format.Opaque)) {
      checkCharset(header);
    }
    String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean json = format instanceof Format.Json;
    boolean avro = isAvro(format);
    return switch (type) {
      case "" -> json ? JSON : WHOLE;
      case "application/octet-stream" -> json ? refuse(type, format) : WHOLE;
      case "avro/binary", "application/avro" -> avro ? WHOLE : refuse(type, format);
      case "application/x-ndjson", "application/jsonl", "application/ndjson" ->
          avro ? refuse(type, format) : LINES;
      default -> isJson(type) && !avro ? JSON : refuse(type, format);
    };
  }

  /**
   * The values of a body, as slices of it. A JSON text and a line are taken as they came, whatever
   * is in them: the pipeline judges and keeps what it refuses.
   *
   * @throws HttpProblem.Refused with 400 if there are none or an array is malformed
   */
  List<Bytes> values(Bytes body) {
    List<Bytes> values = read(body);
    if (values.size() > MOST_EVENTS) {
      throw HttpProblem.of(
              413,
              "http.events.too-many",
              "The body holds more than " + MOST_EVENTS + " events.",
              "Send fewer events at once.")
          .refused();
    }
    return values;
  }

  private List<Bytes> read(Bytes body) {
    List<Bytes> values =
        switch (this) {
          case JSON -> json(body);
          case LINES -> lines(body);
          case WHOLE -> List.of(body);
        };
    if (values.isEmpty()) {
      throw HttpProblem.of(
              400, "http.body.empty", "The body holds no event.", "Send at least one event.")
          .refused();
    }
    return values;
  }

  /** JSON between systems is UTF-8 (RFC 8259, 8.1), of which ASCII is a part. */
  private static void checkCharset(String contentType) {
    Matcher charset = CHARSET.matcher(contentType);
    if (charset.find() && !charset.group(1).matches("(?i)utf-?8|us-ascii")) {
      throw HttpProblem.of(
              415,
              "http.charset",
              "The charset " + charset.group(1) + " is not taken.",
              "Send UTF-8, and leave the charset out.")
          .refused();
    }
  }

  private static boolean isAvro(Format format) {
    return format instanceof Format.Avro || format instanceof Format.Confluent;
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }

  private static Payload refuse(String type, Format format) {
    String accepted = "application/octet-stream";
    if (format instanceof Format.Json) {
      accepted = "application/json or application/x-ndjson";
    } else if (isAvro(format)) {
      accepted = "avro/binary or application/octet-stream";
    }
    throw HttpProblem.of(
            415,
            "http.content-type",
            "The stream does not take " + type + ".",
            "Send Content-Type: " + accepted + ".")
        .refused();
  }

  private static List<Bytes> json(Bytes body) {
    int start = 0;
    while (start < body.length() && isSpace(body.get(start))) {
      start++;
    }
    if (start == body.length()) {
      return List.of();
    }
    if (body.get(start) != '[') {
      return List.of(body);
    }
    Either<Failures, List<Bytes>> elements = JsonArrays.split(body, MOST_EVENTS);
    if (elements.isLeft()) {
      throw HttpProblem.of(
              400,
              "http.array.malformed",
              "The body starts as a JSON array, and is none: " + why(elements.getLeft()),
              "Correct the array, or send one event on each line as application/x-ndjson: then"
                  + " a malformed one hurts no other.")
          .refused();
    }
    return elements.get();
  }

  private static String why(Failures failures) {
    return failures.list().stream()
        .map(failure -> failure.code() + ": " + failure.message())
        .collect(Collectors.joining("; "));
  }

  private static List<Bytes> lines(Bytes body) {
    List<Bytes> lines = new ArrayList<>();
    int start = 0;
    while (start < body.length() && lines.size() <= MOST_EVENTS) {
      int end = body.indexOf((byte) '\n', start);
      addLine(body, start, end, lines);
      start = end + 1;
    }
    return lines;
  }

  private static void addLine(Bytes body, int start, int end, List<Bytes> lines) {
    int last = end > start && body.get(end - 1) == '\r' ? end - 1 : end;
    for (int i = start; i < last; i++) {
      if (!isSpace(body.get(i))) {
        lines.add(body.slice(start, last - start));
        return;
      }
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
