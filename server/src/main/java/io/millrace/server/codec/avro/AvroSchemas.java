package io.millrace.server.codec.avro;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.registry.RegisteredSchema;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Reads Avro schemas. */
public final class AvroSchemas {

  /** No schema that people write is larger; a parser is not to be fed with anything else. */
  private static final long LARGEST = 4L << 20;

  private AvroSchemas() {}

  /**
   * The schema in a file.
   *
   * @throws CodecException if there is none; the message is for operators
   */
  public static Schema read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "it is larger than " + LARGEST + " bytes", null);
      }
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException | AvroRuntimeException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A schema of the registry, which may have let pass a default that is none of its type. REJECTED,
   * {@code avro.schema}, if it is no schema.
   */
  static Either<Failures, Schema> parse(RegisteredSchema registered) {
    Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
    try {
      registered.references().forEach(parser::parse);
      return Either.right(parser.parse(registered.text()));
    } catch (AvroRuntimeException | StackOverflowError e) {
      return Failures.left(
          Failure.rejected(
              "avro.schema",
              "the schema "
                  + registered.id()
                  + " of the registry cannot be read: "
                  + (e instanceof StackOverflowError
                      ? "it is nested too deeply"
                      : e.getMessage())));
    }
  }

  private static CodecException unreadable(Path file, String why, @Nullable Exception cause) {
    return new CodecException("the Avro schema " + file + " cannot be read: " + why, cause);
  }

  /** A schema of the server's own. */
  public static Schema resource(String name) {
    try (InputStream in = AvroSchemas.class.getResourceAsStream("/schemas/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the server's JAR has no schemas/" + name);
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new CodecException("schemas/" + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What stands before a datum of the schema in the single-object encoding of Avro 1.12. */
  public static byte[] header(Schema schema) {
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    byte[] header = new byte[10];
    header[0] = (byte) 0xc3;
    header[1] = 0x01;
    for (int i = 0; i < 8; i++) {
      header[2 + i] = (byte) (fingerprint >>> (8 * i));
    }
    return header;
  }

  /** The bytes of a field's default. */
  static byte[] encodedDefault(Schema.Field field) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new GenericDatumWriter<>(field.schema())
          .write(
              GenericData.get().getDefaultValue(field),
              EncoderFactory.get().directBinaryEncoder(out, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** For people: {@code int}, {@code bytes (decimal)}, {@code enum Kind}. */
  static String describe(Schema schema) {
    String type = schema.getType().getName();
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().stream()
          .map(AvroSchemas::describe)
          .collect(Collectors.joining(" or "));
    }
    if (schema.getLogicalType() != null) {
      return type + " (" + schema.getLogicalType().getName() + ")";
    }
    boolean named = schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
    return named ? type + " " + schema.getName() : type;
  }
}
