package io.millrace.server.http.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.api.Headers;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records for people and programs that read over HTTP. A value is JSON as it stands if it is
 * JSON, else text, else base64; {@code encoding} says which, {@code none} for a tombstone.
 */
final class RecordJson {

  private RecordJson() {}

  /** Writes a record as an object. */
  static void write(JsonGenerator out, StreamRecord record) throws IOException {
    out.writeStartObject();
    writeFields(out, record);
    out.writeEndObject();
  }

  /** Writes a record's fields into an object that has been begun. */
  static void writeFields(JsonGenerator out, StreamRecord record) throws IOException {
    out.writeNumberField("offset", record.offset());
    out.writeNumberField("timestamp", record.timestamp());
    writeText(out, "key", record.key());
    out.writeArrayFieldStart("headers");
    for (Headers.Header header : record.headers().decode().list()) {
      out.writeStartObject();
      out.writeStringField("name", header.name());
      byte[] value = header.value();
      writeText(out, "value", value == null ? null : Bytes.of(value));
      out.writeEndObject();
    }
    out.writeEndArray();
    writeValue(out, record.value());
  }

  private static void writeText(JsonGenerator out, String name, @Nullable Bytes bytes)
      throws IOException {
    if (bytes == null) {
      out.writeNullField(name);
      return;
    }
    Optional<String> text = text(bytes);
    if (text.isPresent()) {
      out.writeStringField(name, text.get());
    } else {
      out.writeFieldName(name);
      out.writeBinary(bytes.array(), bytes.offset(), bytes.length());
      out.writeStringField(name + "Encoding", "base64");
    }
  }

  private static void writeValue(JsonGenerator out, @Nullable Bytes value) throws IOException {
    if (value == null) {
      out.writeStringField("encoding", "none");
      out.writeNullField("value");
      return;
    }
    Optional<String> text = text(value);
    if (text.isEmpty()) {
      out.writeStringField("encoding", "base64");
      out.writeFieldName("value");
      out.writeBinary(value.array(), value.offset(), value.length());
    } else if (isJson(out.getCodec().getFactory(), text.get())) {
      out.writeStringField("encoding", "json");
      out.writeFieldName("value");
      // Line ends stand only between the tokens of JSON; server-sent events have none in a line.
      out.writeRawValue(text.get().replace('\n', ' ').replace('\r', ' '));
    } else {
      out.writeStringField("encoding", "text");
      out.writeStringField("value", text.get());
    }
  }

  private static Optional<String> text(Bytes bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
      return Optional.of(UTF_8.newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isJson(JsonFactory factory, String text) {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      JsonToken after = parser.nextToken();
      return after == null;
    } catch (IOException e) {
      return false;
    }
  }
}
