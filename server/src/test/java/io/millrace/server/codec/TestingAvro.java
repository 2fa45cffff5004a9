package io.millrace.server.codec;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.server.topology.Format;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a schema with every type, and codecs of it. */
final class TestingAvro {

  static final Path FILE = everything();

  private TestingAvro() {}

  private static Path everything() {
    try {
      return Path.of(TestingAvro.class.getResource("/codec/everything.avsc").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static StreamCodec codec(Format.Framing framing) {
    return StreamCodec.of(Codecs.stream(new Format.Avro(FILE, framing)));
  }

  /** A value for each field of the schema. */
  static Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("bool", true);
    values.put("small", -5L);
    values.put("large", Long.MIN_VALUE);
    values.put("single", new BigDecimal("0.1"));
    values.put("double", new BigDecimal("0.1"));
    values.put("text", "é😀");
    values.put("bytes", new byte[] {0, 1});
    values.put("fixed", new byte[] {1, 2, 3, 4});
    values.put("kind", "TWO");
    values.put("maybe", null);
    values.put("either", Map.of("n", 3L));
    values.put("numbers", List.of(1L, 2L));
    values.put("texts", Map.of("k", "v"));
    values.put("price", new BigDecimal("-12.50"));
    values.put("fixed_price", new BigDecimal("-12.50"));
    values.put("millis", 1_435_924_895_123L);
    values.put("micros", "2015-07-03T12:01:35.123456Z");
    values.put("local", "2015-07-03T12:01:35.123456");
    values.put("date", "2015-07-03");
    values.put("time", "12:01:35.123");
    values.put("uuid", "7f3c1e52-4c1b-4ad1-9d8a-0b1f5e2c9a10");
    values.put("unknown", 9L);
    return values;
  }

  static byte[] write(StreamCodec codec, @Nullable Object body) {
    return Codecs.encode(codec, opaque().with(FieldPath.ROOT, body));
  }

  /** An event of no format, to be given a body. */
  static Event opaque() {
    return Codecs.decode(StreamCodec.of(Codecs.stream(new Format.Opaque())), new byte[0]).get();
  }
}
