package io.millrace.server.http.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.server.stream.Bytes;

/** Answers as JSON. */
public final class Json {

  /** For answers only: what clients send is not read by it. */
  public static final ObjectMapper MAPPER = JsonMapper.builder().build();

  static final String TYPE = "application/json";

  private Json() {}

  static Bytes write(Object tree) {
    try {
      // Whoever reads it in a terminal has the prompt on a line of its own.
      return Bytes.utf8(MAPPER.writeValueAsString(tree) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + tree.getClass(), e);
    }
  }
}
