package io.millrace.server.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON as the commands read and print it. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private Json() {}

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /**
   * The values of one field of each object in an array of a document, as they stand there.
   *
   * @param document an object that has the array
   * @param array the array's name
   * @param field the field's name; each object has it
   */
  static List<String> rawValues(String document, String array, String field) {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(document)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && depth(parser) == 1) {
          boolean found = parser.currentName().equals(array);
          parser.nextToken();
          if (found) {
            addRawValues(parser, document, field, values);
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return values;
  }

  private static void addRawValues(
      JsonParser parser, String document, String field, List<String> values) throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(field);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        if (found) {
          values.add(document.substring(start, (int) parser.currentLocation().getCharOffset()));
        }
      }
    }
  }

  private static int depth(JsonParser parser) {
    return parser.getParsingContext().getNestingDepth();
  }

  /** A value, a map or a list in one line. */
  static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
