package io.millrace.plugin.jsonschema;

import com.networknt.schema.InputFormat;
import com.networknt.schema.serialization.NodeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A schema file as it was read.
 *
 * @param path the file
 * @param text its content
 * @param node its content as a tree, with every digit of its numbers
 */
record SchemaFile(Path path, String text, JsonNode node) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Pattern SOURCE =
      Pattern.compile(" ?\\([^()]* at \\[Source: .*?]\\)|\\s*(at )?\\[Source: .*?]");

  /** Reads a file strictly. */
  static SchemaFile read(Path path) {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new SchemaProblem(path, "cannot be read: there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new SchemaProblem(path, "is not JSON: it has bytes that are no UTF-8", e);
    } catch (IOException e) {
      throw new SchemaProblem(path, "cannot be read: " + e, e);
    }
    try {
      return new SchemaFile(path, text, MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new SchemaProblem(path, "is not JSON: " + what(e) + place(e), e);
    }
  }

  /** The library also says where it did not keep the text that it was reading. */
  private static String what(JacksonException e) {
    return SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  /** What its {@code $schema} says; empty if it has none. */
  Optional<String> schemaKeyword() {
    return Optional.ofNullable(node.get("$schema"))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }

  /** Its {@code $id} (or {@code id}, in draft 4); empty if it has none. */
  Optional<String> id() {
    return Optional.ofNullable(node.get("$id"))
        .or(() -> Optional.ofNullable(node.get("id")))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }

  /** The library's way to the same strict reading. */
  static NodeReader reader() {
    return new NodeReader() {
      @Override
      public JsonNode readTree(String content, InputFormat format) {
        return MAPPER.readTree(content);
      }

      @Override
      public JsonNode readTree(InputStream content, InputFormat format) {
        try {
          return MAPPER.readTree(content.readAllBytes());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
