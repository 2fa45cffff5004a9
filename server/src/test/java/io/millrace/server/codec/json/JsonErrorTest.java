package io.millrace.server.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.text.JsonNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What can be wrong with a JSON text is in the document of formats. */
class JsonErrorTest {

  @Test
  void everyCodeOfJsonIsInTheDocument() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("millrace.root"), "docs", "formats.md"));
    for (JsonError error : JsonError.values()) {
      assertThat(document).contains("`" + error.code() + "`");
    }
    assertThat(document).contains("beyond " + Body.MAX_DEPTH + " levels");
    assertThat(document).contains("more than " + JsonNumber.MOST_DIGITS + " characters");
  }
}
