package io.millrace.dist;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An answer to a read of a partition.
 *
 * @param records what it holds, values byte for byte
 * @param nextOffset where the next page begins
 */
record Page(List<Stored> records, long nextOffset) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text);
  }

  static Page read(int partition, String text) throws IOException {
    JsonNode page = json(text);
    List<String> raw = rawValues(text);
    List<Stored> records = new ArrayList<>();
    for (JsonNode one : page.path("records")) {
      String value = value(one, raw.get(records.size()));
      records.add(new Stored(partition, one.path("offset").asLong(), value));
    }
    return new Page(records, page.path("nextOffset").asLong());
  }

  private static String value(JsonNode one, String raw) {
    return switch (one.path("encoding").asText()) {
      case "json" -> raw;
      case "text" -> one.path("value").asText();
      case "base64" ->
          new String(
              Base64.getDecoder().decode(one.path("value").asText()), StandardCharsets.UTF_8);
      default -> throw new AssertionError("a record without a value: " + one);
    };
  }

  /** The values as they stand in the answer: a tree would lose digits and spaces. */
  private static List<String> rawValues(String text) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        boolean isField = parser.currentToken() == JsonToken.FIELD_NAME;
        if (isField && parser.currentName().equals("value")) {
          boolean isRecord =
              "records".equals(parser.getParsingContext().getParent().getParent().getCurrentName());
          parser.nextToken();
          int start = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          parser.finishToken();
          if (isRecord) {
            values.add(text.substring(start, (int) parser.currentLocation().getCharOffset()));
          }
        }
      }
    }
    return values;
  }
}
