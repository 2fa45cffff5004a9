package io.millrace.server.codec;

import io.millrace.api.Failures;
import io.millrace.server.codec.avro.ConfluentCodec;
import io.millrace.server.codec.avro.WriteSchema;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.registry.SchemaRegistry;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.Optional;

/** Makes the codecs of streams, of those too whose schemas are in a registry. */
public final class StreamCodecs {

  private final Optional<SchemaRegistry> registry;

  /**
   * Codecs.
   *
   * @param registry where the schemas of streams with the framing confluent are; empty: there can
   *     be no such stream
   */
  public StreamCodecs(Optional<SchemaRegistry> registry) {
    this.registry = registry;
  }

  /**
   * The codec of a stream, for one thread. Nothing is asked of the registry yet.
   *
   * @throws CodecException if it cannot be made; the message is for operators
   */
  public StreamCodec of(StreamDefinition stream) {
    return stream.format() instanceof Format.Confluent format
        ? StreamCodec.of(stream, new ConfluentCodec(format, required()))
        : StreamCodec.of(stream);
  }

  private SchemaRegistry required() {
    return registry.orElseThrow(
        () ->
            new CodecException(
                "its framing is confluent, and no schema registry is configured: set"
                    + " schema-registry.url in conf/server.yaml"));
  }

  /**
   * Asks the registry what writing to a stream will need, and changes nothing there.
   *
   * @return why it cannot be written to: {@code REJECTED} if the registry says so, {@code
   *     UNAVAILABLE} if it does not answer; empty if it can
   */
  public Optional<Failures> rehearse(StreamDefinition stream) {
    return stream.format() instanceof Format.Confluent format
        ? new WriteSchema(format, required()).rehearse()
        : Optional.empty();
  }
}
