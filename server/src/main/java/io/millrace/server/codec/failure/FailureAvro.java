package io.millrace.server.codec.failure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.server.codec.avro.AvroSchemas;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Failure records as Avro: {@code schemas/failure.avsc}, field by field in its order. */
final class FailureAvro implements FailureWriter {

  private static final int BYTES_BRANCH = 1;
  private static final int OMITTED_BRANCH = 2;

  private final byte[] header;
  private final Schema attempted;
  private final Schema kind;

  private FailureAvro(Schema schema, byte[] header) {
    this.header = header;
    attempted = schema.getField("attempted").schema();
    kind = schema.getField("failures").schema().getElementType().getField("kind").schema();
  }

  static FailureAvro of(Format.Avro format) {
    Schema own = AvroSchemas.resource("failure.avsc");
    Schema theirs = AvroSchemas.read(format.schema());
    byte[] fingerprint = AvroSchemas.header(own);
    if (!java.util.Arrays.equals(fingerprint, AvroSchemas.header(theirs))) {
      throw new CodecException(
          "the schema "
              + format.schema()
              + " is not that of failure records: name schemas/failure.avsc of this version");
    }
    return new FailureAvro(
        own, format.framing() == Format.Framing.SINGLE_OBJECT ? fingerprint : new byte[0]);
  }

  @Override
  public void write(FailureRecord failure, FailureDetail detail, ByteSink out) {
    FailureSource source = failure.source();
    out.put(header, 0, header.length);
    text(failure.id(), out);
    out.putVarlong(micros(failure.at()));
    text(ShortText.of(FailureSentence.of(failure), FailureJson.sentence(detail)), out);
    text(source.environment(), out);
    text(source.host(), out);
    text(source.serverVersion(), out);
    text(source.pipeline(), out);
    text(source.stage(), out);
    text(source.plugin(), out);
    text(source.pluginVersion(), out);
    out.putVarlong(attempted.getEnumOrdinal(source.attempted().verb()));
    out.putVarlong(failure.attempt());
    event(failure, detail, out);
    failures(failure.failures().list(), detail, out);
    original(failure, detail, out);
  }

  private static void event(FailureRecord failure, FailureDetail detail, ByteSink out) {
    Event event = failure.event();
    Bytes key = failure.original().key();
    int most = detail.longestText();
    text(failure.partition().stream(), out);
    out.putVarlong(failure.partition().partition());
    out.putVarlong(failure.original().offset());
    text(ShortText.of(failure.eventId(), most), out);
    nullableText(key == null ? null : ShortText.of(FailureJson.start(key, most), most), out);
    out.putVarlong(failure.original().timestamp());
    out.putVarlong(event == null ? 0 : 1);
    if (event != null) {
      out.putVarlong(micros(event.effectiveAt()));
    }
  }

  /** Microseconds; a time that is too far away is the last that there is. */
  private static long micros(Instant time) {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    } catch (ArithmeticException e) {
      return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private void failures(List<Failure> failures, FailureDetail detail, ByteSink out) {
    int shown = Math.min(failures.size(), detail.mostFailures());
    int most = detail.longestText();
    out.putVarlong(shown);
    for (Failure failure : failures.subList(0, shown)) {
      out.putVarlong(kind.getEnumOrdinal(failure.kind().name()));
      text(ShortText.of(failure.code(), most), out);
      text(ShortText.of(failure.message(), most), out);
      String field = failure.field().map(FieldPath::toString).orElse(null);
      nullableText(field == null ? null : ShortText.of(field, most), out);
      attributes(failure.attributes(), detail, out);
    }
    out.put((byte) 0);
    out.putVarlong(failures.size() - shown);
  }

  private static void attributes(
      Map<String, String> attributes, FailureDetail detail, ByteSink out) {
    int shown = Math.min(attributes.size(), detail.mostAttributes());
    if (shown > 0) {
      out.putVarlong(shown);
      attributes.entrySet().stream()
          .limit(shown)
          .forEach(
              attribute -> {
                text(ShortText.of(attribute.getKey(), detail.longestText()), out);
                text(ShortText.of(attribute.getValue(), detail.longestText()), out);
              });
    }
    out.put((byte) 0);
  }

  private static void original(FailureRecord failure, FailureDetail detail, ByteSink out) {
    boolean bytes = detail.hasBytes();
    boolean listed = detail != FailureDetail.LEAST;
    int headers = failure.original().headers().count();
    content(failure.original().key(), bytes, out);
    if (headers > 0 && listed) {
      out.putVarlong(headers);
      for (Headers.Header header : failure.original().headers().decode().list()) {
        text(header.name(), out);
        byte[] value = header.value();
        content(value == null ? null : Bytes.of(value), bytes, out);
      }
    }
    out.put((byte) 0);
    out.putVarlong(listed ? 0 : headers);
    content(failure.original().value(), detail.hasValue(), out);
  }

  private static void content(@Nullable Bytes bytes, boolean whole, ByteSink out) {
    if (bytes == null) {
      out.put((byte) 0);
    } else if (whole) {
      out.putVarlong(BYTES_BRANCH);
      out.putVarlong(bytes.length());
      out.put(bytes);
    } else {
      out.putVarlong(OMITTED_BRANCH);
      out.putVarlong(bytes.length());
      text(FailureDetail.sha256(bytes), out);
    }
  }

  private static void nullableText(@Nullable String text, ByteSink out) {
    out.putVarlong(text == null ? 0 : 1);
    if (text != null) {
      text(text, out);
    }
  }

  private static void text(String text, ByteSink out) {
    byte[] utf8 = text.getBytes(UTF_8);
    out.putVarlong(utf8.length);
    out.put(utf8, 0, utf8.length);
  }
}
