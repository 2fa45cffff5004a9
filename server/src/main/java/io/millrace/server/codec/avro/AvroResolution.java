package io.millrace.server.codec.avro;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.body.AvroSource;
import io.millrace.server.codec.body.AvroSourced;
import io.millrace.server.codec.body.Body;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Avro's schema resolution: a datum of the schema it was written by as one of another schema. */
final class AvroResolution {

  private AvroResolution() {}

  /**
   * A body as the reader's schema has it: fields it lacks are gone, its defaults are there.
   *
   * @param read what has been found to be well-formed; Avro's own reader would believe whatever
   *     lengths it finds
   */
  static Either<Failures, Body> to(Schema reader, AvroSourced read) {
    AvroSource source = read.source();
    if (source == null || source.schema().equals(reader)) {
      return Either.right(read);
    }
    try {
      return AvroCodec.body(new AvroSource(reader, source.value(), resolved(source, reader)));
    } catch (IOException | AvroRuntimeException e) {
      return Failures.left(
          Failure.rejected(
              "avro.resolution",
              "the schema it was written by does not resolve to the stream's: " + e.getMessage()));
    }
  }

  private static Bytes resolved(AvroSource source, Schema reader) throws IOException {
    Bytes datum = source.datum();
    Object value =
        new GenericDatumReader<>(source.schema(), reader)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(datum.array(), datum.offset(), datum.length(), null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<>(reader).write(value, encoder);
    return Bytes.of(out.toByteArray());
  }
}
