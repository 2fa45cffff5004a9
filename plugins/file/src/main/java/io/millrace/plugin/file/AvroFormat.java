package io.millrace.plugin.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * An Avro object container file (Avro 1.12 specification, "Object Container Files"), codec null.
 * Each event is a block of its own, so that the file can be cut behind any of them; that costs 19
 * bytes an event. The sync marker is a digest of the schema, so that a file begins with the same
 * bytes whoever begins it.
 */
final class AvroFormat implements RecordFormat {

  private static final byte[] MAGIC = {'O', 'b', 'j', 1};

  private final Schema schema;
  private final byte[] sync;
  private final byte[] header;
  private final GenericDatumWriter<Object> writer;

  private AvroFormat(Schema schema) {
    this.schema = schema;
    this.sync = digest(schema.toString());
    this.header = header(schema, sync);
    this.writer = new GenericDatumWriter<>(schema);
  }

  /** Reads the schema. */
  static AvroFormat read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no schema file " + file);
    }
    try {
      return new AvroFormat(new Schema.Parser().parse(Files.readString(file)));
    } catch (RuntimeException e) { // the parser throws several, NullPointerException included
      throw new IllegalArgumentException(
          "the schema " + file + " is no Avro schema: " + e.getMessage(), e);
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static byte[] header(Schema schema, byte[] sync) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      encoder.writeFixed(MAGIC);
      encoder.writeMapStart();
      encoder.setItemCount(2);
      encoder.startItem();
      encoder.writeString("avro.schema");
      encoder.writeBytes(schema.toString().getBytes(UTF_8));
      encoder.startItem();
      encoder.writeString("avro.codec");
      encoder.writeBytes("null".getBytes(UTF_8));
      encoder.writeMapEnd();
      encoder.writeFixed(sync);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String extension() {
    return "avro";
  }

  @Override
  public byte[] header() {
    return header.clone();
  }

  @Override
  public Either<Failures, byte[]> encode(Event event) {
    return event.value(FieldPath.ROOT).flatMap(this::encodeBody);
  }

  private Either<Failures, byte[]> encodeBody(Object body) {
    try {
      return Either.right(block(AvroValues.convert(schema, body, FieldPath.ROOT)));
    } catch (AvroValues.MismatchException e) {
      return Failures.left(Failure.rejected("file.schema-mismatch", e.field(), e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] block(@Nullable Object datum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    writer.write(datum, encoder);
    byte[] bytes = out.toByteArray();
    out.reset();
    encoder.writeLong(1);
    encoder.writeLong(bytes.length);
    encoder.writeFixed(bytes);
    encoder.writeFixed(sync);
    encoder.flush();
    return out.toByteArray();
  }
}
