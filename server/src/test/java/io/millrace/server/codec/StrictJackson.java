package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.millrace.server.codec.body.Body;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Another opinion: Jackson in its strictest setting behind the JDK's strict UTF-8 decoder. What
 * Jackson lets pass nevertheless is refused here: lone surrogates written as escapes, which RFC
 * 7493 section 2.1 forbids and RFC 8259 section 8.2 calls unpredictable.
 */
final class StrictJackson {

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Body.MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StrictJackson() {}

  /** The value, as a body holds it. Throws if the bytes are no JSON. */
  static @Nullable Object read(byte[] bytes) throws IOException {
    String text = decode(bytes);
    try (JsonParser parser = JACKSON.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new IOException("nothing");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something behind the value");
      }
      return value;
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> proved(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer(parser.getText());
      case VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static Number integer(String text) {
    BigInteger value = new BigInteger(text);
    if (value.bitLength() < 64) {
      return value.longValue();
    }
    return value;
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = proved(parser.currentName());
      parser.nextToken();
      map.put(name, value(parser));
    }
    return map;
  }

  private static List<@Nullable Object> list(JsonParser parser) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  private static String proved(String text) throws IOException {
    UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
    return text;
  }
}
