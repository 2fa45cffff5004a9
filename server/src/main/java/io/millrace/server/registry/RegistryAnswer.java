package io.millrace.server.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the registry answered.
 *
 * @param status the HTTP status
 * @param body the JSON, an object
 */
record RegistryAnswer(int status, JsonNode body) {

  boolean isOk() {
    return status == 200;
  }

  /**
   * Whether it is the registry that says that there is none, and not some server that does not know
   * the path: the REST interface's codes are 40401 (subject), 40402 (version) and 40403 (schema).
   */
  boolean isNone() {
    return status == 404 && body.path("error_code").asInt() / 100 == 404;
  }

  /** Whether it will not have a schema: incompatible (409), or not valid (422). */
  boolean isRefusal() {
    return status == 409 || status == 422;
  }

  /** What it says, short enough for a message. */
  String message() {
    String text = body.path("message").asText("");
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
