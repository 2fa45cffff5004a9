package io.millrace.server.codec.body;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes values of one format. For one thread. */
public interface ValueCodec {

  /** The body of a tombstone. */
  Body absent();

  Either<Failures, Body> decode(Bytes value);

  /** Whether {@link #missing} can ever answer with something. */
  default boolean mayMiss() {
    return false;
  }

  /**
   * What writing a body needs and cannot have at the moment, of kind {@code UNAVAILABLE}.
   *
   * @param body the body; null if the event is not the server's own
   */
  default Optional<Failures> missing(@Nullable Body body) {
    return Optional.empty();
  }

  /** Appends a body of any format; may leave a part of it behind when it fails. */
  Optional<Failures> encode(Body body, ByteSink out);

  /** Appends the body of an event that is not the server's own. */
  Optional<Failures> encodeForeign(Event event, ByteSink out);
}
