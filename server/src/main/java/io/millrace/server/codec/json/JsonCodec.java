package io.millrace.server.codec.json;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.OpaqueBody;
import io.millrace.server.codec.body.ValueCodec;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON: strict unless the stream lets something pass by name. */
public final class JsonCodec implements ValueCodec {

  private static final int MARK_LENGTH = 3;

  private final boolean duplicatesAllowed;
  private final boolean markAllowed;
  private final JsonScanner scanner;

  public JsonCodec(Format.Json format) {
    duplicatesAllowed = format.lenient().contains(Format.Leniency.DUPLICATE_NAMES);
    markAllowed = format.lenient().contains(Format.Leniency.BYTE_ORDER_MARK);
    scanner = new JsonScanner(duplicatesAllowed);
  }

  @Override
  public Body absent() {
    return JsonBody.ABSENT;
  }

  @Override
  public Either<Failures, Body> decode(Bytes value) {
    byte[] array = value.array();
    int from = value.offset();
    int to = from + value.length();
    int mark = hasMark(array, from, to) ? MARK_LENGTH : 0;
    if (mark > 0 && !markAllowed) {
      scanner.fault().note(JsonError.BYTE_ORDER_MARK, from);
      return Either.left(scanner.fault().describe(array, from, to));
    }
    if (!scanner.scan(array, from + mark, to)) {
      return Either.left(scanner.fault().describe(array, from, to));
    }
    JsonSlice root = scanner.value(array);
    JsonSlice document =
        root.from() == from && root.to() == to
            ? root
            : new JsonSlice(array, from, to, scanner.hasDuplicates(), null);
    return Either.right(JsonBody.of(document, root));
  }

  private static boolean hasMark(byte[] array, int from, int to) {
    return to - from >= MARK_LENGTH
        && array[from] == (byte) 0xef
        && array[from + 1] == (byte) 0xbb
        && array[from + 2] == (byte) 0xbf;
  }

  @Override
  public Optional<Failures> encode(Body body, ByteSink out) {
    if (body instanceof JsonBody json && (duplicatesAllowed || !json.mayHaveDuplicates())) {
      json.write(out, markAllowed);
      return Optional.empty();
    }
    if (body instanceof OpaqueBody opaque && opaque.bytes() != null) {
      return encodeOpaque(opaque.bytes(), out);
    }
    return encodeValue(body.value(FieldPath.ROOT), out);
  }

  /** Bytes that nobody has read yet are JSON or not: a stream of JSON takes no others. */
  private Optional<Failures> encodeOpaque(Bytes bytes, ByteSink out) {
    Either<Failures, Body> decoded = decode(bytes);
    if (decoded.isLeft()) {
      return Optional.of(decoded.getLeft());
    }
    out.put(bytes);
    return Optional.empty();
  }

  @Override
  public Optional<Failures> encodeForeign(Event event, ByteSink out) {
    return encodeValue(event.value(FieldPath.ROOT), out);
  }

  private static Optional<Failures> encodeValue(
      Either<Failures, @Nullable Object> value, ByteSink out) {
    if (value.isLeft()) {
      return Optional.of(value.getLeft());
    }
    try {
      JsonWriter.value(value.get(), Body.MAX_DEPTH, out);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          Failures.of(
              Failure.rejected(
                  "json.value", "the event cannot be written as JSON: " + e.getMessage())));
    }
  }
}
