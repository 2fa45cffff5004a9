package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.server.codec.failure.Attempted;
import io.millrace.server.codec.failure.FailureRecord;
import io.millrace.server.codec.failure.FailureRecordEncoder;
import io.millrace.server.codec.failure.FailureSource;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the documents say of formats and failures is what the server does. */
class DocumentsTest {

  @Test
  void theFailureRecordIsTheOneOfTheDocument() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ByteSink out = new ByteSink(16);

    new FailureRecordEncoder(new Format.Json(Set.of()), 1 << 20).encode(failure(), out);

    assertThat(mapper.readTree(out.toBytes().toArray()).toString())
        .isEqualTo(mapper.readTree(block("failures.md", "json")).toString());
  }

  private static FailureRecord failure() {
    StreamCodec codec = StreamCodec.of(Codecs.stream(new Format.Json(Set.of()), null, "id", "at"));
    Headers headers =
        Headers.of(
            List.of(
                new Headers.Header("X-Request-Id", "r-1".getBytes(UTF_8)),
                new Headers.Header("trace", new byte[] {(byte) 0xff, (byte) 0xfe})));
    StreamRecord original =
        new StreamRecord(
            428,
            1_435_924_894_000L,
            Bytes.utf8("c-9"),
            RecordHeaders.of(headers),
            Bytes.utf8("{\"id\":\"o-17\",\"at\":\"2015-07-03T11:59:00Z\",\"shopper\":{}}"));
    FailureSource source =
        new FailureSource(
            "production",
            "mill-1",
            "0.1.0",
            "check-orders",
            "geo",
            "simple-enricher",
            "1.0",
            Attempted.ENRICH);
    FieldPath field = FieldPath.of("shopper.ip");
    return new FailureRecord(
        source,
        Instant.parse("2015-07-03T12:01:35.250Z"),
        Codecs.AT,
        original,
        codec.decode(Codecs.AT, original).get(),
        1,
        Failures.of(Failure.rejected("field.missing", field, "shopper.ip is missing")));
  }

  @Test
  void theMessagesAreThoseOfTheDocument() throws IOException {
    List<String> lines = block("formats.md", "text").lines().toList();
    assertThat(lines).hasSizeGreaterThan(3);
    for (String line : lines) {
      String[] parts = line.split(" → ", 2);
      Failure failure = Codecs.decode(Codecs.json(), parts[0].getBytes(UTF_8)).getLeft().first();
      assertThat(failure.code() + ": " + failure.message()).isEqualTo(parts[1]);
    }
  }

  private static String block(String document, String language) throws IOException {
    String text = Files.readString(document(document));
    int from = text.indexOf("```" + language + "\n") + language.length() + 4;
    return text.substring(from, text.indexOf("```", from));
  }

  private static Path document(String name) {
    return Path.of(System.getProperty("millrace.root"), "docs", name);
  }
}
