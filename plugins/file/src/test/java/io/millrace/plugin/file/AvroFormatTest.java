package io.millrace.plugin.file;

import static io.millrace.plugin.file.Delivery.avro;
import static io.millrace.plugin.file.Delivery.delivered;
import static io.millrace.plugin.file.Delivery.event;
import static io.millrace.plugin.file.Delivery.events;
import static io.millrace.plugin.file.Delivery.files;
import static io.millrace.plugin.file.Delivery.ndjson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Sink;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.avro.Conversions.DecimalConversion;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroFormatTest {

  private static final String NUMBERS =
      "{'type':'record','name':'Number','fields':[{'name':'n','type':'long'}]}";
  private static final String FIRST = "orders-0-00000000000000000000.avro";

  @TempDir private Path folder;

  private Path schema(String json) throws IOException {
    return Files.writeString(folder.resolve("schema.avsc"), json.replace('\'', '"'));
  }

  private Path out() {
    return folder.resolve("out");
  }

  @Test
  void repeatedEventsAreThereOnce() throws Exception {
    try (StageDriver driver = StageDriver.of(new FilePlugin())) {
      Sink sink = driver.sink("file", avro(out(), schema(NUMBERS)));
      sink.deliver(events(0, 9));
      sink.deliver(events(5, 5));
      assertThat(delivered(sink.deliver(events(5, 12)))).isTrue();
      sink.idle();
    }

    assertThat(read(out().resolve(FIRST)))
        .extracting(record -> record.get("n"))
        .containsExactlyElementsOf(LongStream.rangeClosed(0, 12).boxed().toList());
  }

  @Test
  void anotherSchemaBeginsAnotherFile() throws Exception {
    deliver(NUMBERS, 0, 4);
    deliver(NUMBERS.replace("'long'", "'double'"), 3, 5);

    assertThat(files(out())).contains(FIRST, "orders-0-00000000000000000003.avro.part");
    assertThat(read(out().resolve(FIRST))).hasSize(3);
    assertThat(read(out().resolve("orders-0-00000000000000000003.avro.part"))).hasSize(3);
  }

  @Test
  void anotherFormatBeginsAnotherFile() throws Exception {
    deliver(NUMBERS, 0, 4);
    try (StageDriver driver = StageDriver.of(new FilePlugin())) {
      assertThat(delivered(driver.sink("file", ndjson(out(), 1 << 20)).deliver(events(3, 5))))
          .isTrue();
    }

    assertThat(read(out().resolve(FIRST))).hasSize(3);
    assertThat(out().resolve("orders-0-00000000000000000003.ndjson.part"))
        .hasContent(Delivery.lines(3, 5));
  }

  /** Delivers, and stops before it is known that it was committed. */
  private void deliver(String schema, long from, long to) throws Exception {
    try (StageDriver driver = StageDriver.of(new FilePlugin())) {
      Sink sink = driver.sink("file", avro(out(), schema(schema)));
      assertThat(delivered(sink.deliver(events(from, to)))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'long'                                 | 7                      | 7",
        "'long'                                 | 7.0                    | 7",
        "'int'                                  | -2147483648            | -2147483648",
        "'double'                               | 1.5                    | 1.5",
        "'boolean'                              | true                   | true",
        "'string'                               | 'a'                    | a",
        "['null','long']                        | null                   | null",
        "['null','string','long']               | 7                      | 7",
        "{'type':'array','items':'string'}      | ['a','b']              | [a, b]",
        "{'type':'map','values':'int'}          | {'a':1}                | {a=1}",
        "{'type':'enum','name':'E','symbols':['A','B']} | 'B'            | B",
        "{'type':'record','name':'R','fields':[{'name':'x','type':'int','default':5}]} | {'y':1} | {\"x\": 5}",
        "{'type':'long','logicalType':'timestamp-millis'} | '1970-01-01T01:00:01+01:00' | 1000",
        "{'type':'long','logicalType':'timestamp-micros'} | '1970-01-01T00:00:01.000002Z' | 1000002",
        "{'type':'long','logicalType':'timestamp-millis'} | 1000         | 1000",
        "{'type':'int','logicalType':'date'}    | '1970-01-03'           | 2",
        "{'type':'string','logicalType':'uuid'} | 'x'                    | x",
      })
  void valuesFitTheSchema(String type, String value, String read) throws Exception {
    assertThat(failure(type, value)).isNull();
    assertThat(String.valueOf(read(out().resolve(FIRST)).get(0).get("v"))).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'long'                   | 7.5                 | v is no whole number of 64 bits",
        "'long'                   | 9223372036854775808 | v is no whole number of 64 bits",
        "'long'                   | 1e1000000           | v is no whole number of 64 bits",
        "'int'                    | 2147483648          | v is no whole number of 32 bits",
        "'string'                 | 7                   | v is no string of the Avro schema",
        "'string'                 | null                | v is no string of the Avro schema",
        "['null','string']        | 7                   | v is no string of the Avro schema",
        "['null','string','long'] | true                | v is none of [null, string, long] of the Avro schema",
        "{'type':'array','items':'string'} | ['a',1]    | v[1] is no string of the Avro schema",
        "{'type':'record','name':'R','fields':[{'name':'x','type':'int'}]} | {} | v.x is missing",
        "{'type':'bytes','logicalType':'decimal','precision':4,'scale':2} | 1.234 | v has more than 2 digits behind the point",
        "{'type':'bytes','logicalType':'decimal','precision':4,'scale':2} | 123   | v has more digits than 4",
        "{'type':'long','logicalType':'timestamp-millis'} | 'soon' | v is no timestamp-millis",
      })
  void valuesThatDoNotFitAreRejected(String type, String value, String message) throws Exception {
    Failure failure = failure(type, value);

    assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(failure.code()).isEqualTo("file.schema-mismatch");
    assertThat(failure.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}",
        "{'type':'fixed','name':'F','size':6,'logicalType':'decimal','precision':9,'scale':2}"
      })
  void decimalsKeepTheirDigits(String type) throws Exception {
    assertThat(failure(type, "-1234.5")).isNull();
    GenericRecord record = read(out().resolve(FIRST)).get(0);
    Schema field = record.getSchema().getField("v").schema();
    DecimalConversion conversion = new DecimalConversion();
    BigDecimal decimal =
        record.get("v") instanceof ByteBuffer buffer
            ? conversion.fromBytes(buffer, field, field.getLogicalType())
            : conversion.fromFixed((GenericFixed) record.get("v"), field, field.getLogicalType());
    assertThat(decimal).isEqualTo(new BigDecimal("-1234.50"));
  }

  @Test
  void aBrokenSchemaIsAnErrorAtStart() throws Exception {
    Path broken = schema("{'type':'thing'}");

    assertThatThrownBy(() -> AvroFormat.read(broken)).hasMessageContaining("is no Avro schema");
    assertThatThrownBy(() -> AvroFormat.read(folder.resolve("no.avsc")))
        .hasMessageContaining("there is no schema file");
  }

  private Failure failure(String type, String value) throws Exception {
    String schema = "{'type':'record','name':'V','fields':[{'name':'v','type':" + type + "}]}";
    Event event =
        event(
            0,
            TestingEvent.of("{\"v\":" + value.replace('\'', '"') + "}")
                .value(FieldPath.ROOT)
                .get());
    try (StageDriver driver = StageDriver.of(new FilePlugin())) {
      Sink sink = driver.sink("file", avro(out(), schema(schema)));
      var answer = sink.deliver(List.of(event)).get(0);
      sink.idle();
      return answer.isRight() ? null : answer.getLeft().first();
    }
  }

  private static List<GenericRecord> read(Path file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      reader.forEach(records::add);
    }
    return records;
  }
}
