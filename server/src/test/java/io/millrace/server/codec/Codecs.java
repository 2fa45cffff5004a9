package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.config.problem.Location;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import io.vavr.control.Either;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests of this package begin with. */
public final class Codecs {

  public static final StreamPartition AT = new StreamPartition("raw-orders", 0);

  private static final StreamSpec SPEC = StreamSpec.of("raw-orders", 4);
  private static final Location LOCATION = new Location("topology.yaml", 2, 3);

  private Codecs() {}

  public static StreamDefinition stream(Format format) {
    return stream(format, null, null, null);
  }

  /** A stream of so many partitions, without fields of its own. */
  public static StreamDefinition stream(Format format, int partitions) {
    return stream(StreamSpec.of("raw-orders", partitions), format, null, null, null);
  }

  public static StreamDefinition stream(
      Format format, @Nullable String key, @Nullable String id, @Nullable String effectiveAt) {
    return stream(SPEC, format, key, id, effectiveAt);
  }

  private static StreamDefinition stream(
      StreamSpec spec,
      Format format,
      @Nullable String key,
      @Nullable String id,
      @Nullable String effectiveAt) {
    return new StreamDefinition(
        spec, format, path(key), path(id), path(effectiveAt), List.of(), LOCATION, true);
  }

  private static Optional<FieldPath> path(@Nullable String path) {
    return Optional.ofNullable(path).map(FieldPath::of);
  }

  public static StreamCodec json() {
    return StreamCodec.of(stream(new Format.Json(Set.of())));
  }

  static StreamRecord value(@Nullable Bytes value) {
    return new StreamRecord(428, 1_435_924_895_000L, null, RecordHeaders.EMPTY, value);
  }

  public static Either<Failures, Event> decode(StreamCodec codec, byte[] value) {
    return codec.decode(AT, value(Bytes.of(value)));
  }

  static Event event(String json) {
    return decode(json(), json.getBytes(UTF_8)).get();
  }

  /** The same for a document of a layout that the codec has met before. */
  static Event eventOfKnownLayout(String json) {
    StreamCodec codec = json();
    decode(codec, json.getBytes(UTF_8));
    return decode(codec, json.getBytes(UTF_8)).get();
  }

  static String encode(Event event) {
    return new String(encode(json(), event), UTF_8);
  }

  static byte[] encode(StreamCodec codec, Event event) {
    ByteSink out = new ByteSink(16);
    Optional<Failures> failures = codec.encode(event, out);
    if (failures.isPresent()) {
      throw new AssertionError(failures.get());
    }
    return out.toBytes().toArray();
  }
}
