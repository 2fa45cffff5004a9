package io.millrace.dist;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A numbered event as it was found in a stream.
 *
 * @param key its shard key
 * @param number its number
 */
record Sighting(String key, long number) {

  /** What is seen of an event, as JSON. */
  static Sighting of(String event) throws IOException {
    JsonNode body = Page.json(event);
    return new Sighting(body.path("key").asText(), body.path("number").asLong());
  }
}
