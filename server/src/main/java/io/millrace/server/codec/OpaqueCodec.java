package io.millrace.server.codec;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.AvroSourced;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.OpaqueBody;
import io.millrace.server.codec.body.ValueCodec;
import io.millrace.server.codec.json.JsonBody;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The format {@code bytes}: takes a body of any format as its own format writes it. */
final class OpaqueCodec implements ValueCodec {

  @Override
  public Body absent() {
    return new OpaqueBody(null);
  }

  @Override
  public Either<Failures, Body> decode(Bytes value) {
    return Either.right(new OpaqueBody(value));
  }

  @Override
  public Optional<Failures> encode(Body body, ByteSink out) {
    if (body instanceof JsonBody json) {
      json.write(out, true);
      return Optional.empty();
    }
    if (body instanceof OpaqueBody opaque && opaque.bytes() != null) {
      out.put(opaque.bytes());
      return Optional.empty();
    }
    if (body instanceof AvroSourced avro && avro.source() != null) {
      out.put(avro.source().value());
      return Optional.empty();
    }
    return encodeValue(body.value(FieldPath.ROOT), out);
  }

  @Override
  public Optional<Failures> encodeForeign(Event event, ByteSink out) {
    return encodeValue(event.value(FieldPath.ROOT), out);
  }

  private static Optional<Failures> encodeValue(
      Either<Failures, @Nullable Object> value, ByteSink out) {
    if (value.isRight() && value.get() instanceof byte[] array) {
      out.put(array, 0, array.length);
      return Optional.empty();
    }
    return Optional.of(
        Failures.of(
            Failure.rejected(
                "bytes.value",
                "the event's body is not bytes: a stage has changed it, or it comes from elsewhere")));
  }
}
