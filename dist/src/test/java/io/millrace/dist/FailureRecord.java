package io.millrace.dist;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A failure record.
 *
 * @param sentence the sentence for people
 * @param codes the codes of its failures
 * @param original the value of the record that failed
 */
record FailureRecord(String sentence, List<String> codes, String original) {

  /** Reads the value of a record of a failure stream. */
  static FailureRecord read(String value) throws IOException {
    JsonNode record = Page.json(value);
    List<String> codes = new ArrayList<>();
    record.path("failures").forEach(failure -> codes.add(failure.path("code").asText()));
    JsonNode original = record.path("original").path("value");
    String data = original.path("data").asText();
    boolean isText = original.path("encoding").asText().equals("text");
    return new FailureRecord(
        record.path("sentence").asText(),
        codes,
        isText ? data : new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
  }

  /** All failure records of a stream. */
  static List<FailureRecord> all(Streams streams, String stream)
      throws IOException, InterruptedException {
    List<FailureRecord> all = new ArrayList<>();
    for (String value : streams.values(stream)) {
      all.add(read(value));
    }
    return all;
  }
}
