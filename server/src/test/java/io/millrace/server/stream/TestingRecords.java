package io.millrace.server.stream;

import io.millrace.api.Headers;
import java.util.ArrayList;
import java.util.List;

/** Records whose values are texts. */
public final class TestingRecords {

  private TestingRecords() {}

  /** Records without keys and headers. */
  public static Records values(String... values) {
    RecordsBuilder builder = new RecordsBuilder();
    for (String value : values) {
      builder.add(1_700_000_000_000L, null, RecordHeaders.EMPTY, Bytes.utf8(value));
    }
    return builder.build();
  }

  /** One record with everything. */
  public static Records full(String key, String value) {
    return new RecordsBuilder()
        .add(
            1_700_000_000_000L,
            Bytes.utf8(key),
            RecordHeaders.of(Headers.EMPTY.with("kind", key)),
            Bytes.utf8(value))
        .build();
  }

  /** One record of some size that does not compress. */
  public static Records large(int bytes) {
    byte[] value = new byte[bytes];
    new java.util.Random(bytes).nextBytes(value);
    return new RecordsBuilder().add(0, null, RecordHeaders.EMPTY, Bytes.of(value)).build();
  }

  /** The values as text, in order. */
  public static List<String> texts(Batch batch) {
    List<String> texts = new ArrayList<>();
    for (StreamRecord record : batch.records()) {
      Bytes value = record.value();
      texts.add(value == null ? "null" : value.toText());
    }
    return texts;
  }
}
