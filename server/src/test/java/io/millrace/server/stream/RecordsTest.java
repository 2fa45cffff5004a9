package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Headers;
import java.util.List;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RecordsTest {

  @Property(tries = 200)
  void whatIsAddedComesBack(@ForAll @Size(min = 1, max = 20) List<byte[]> values) {
    Records.Builder builder = new Records.Builder(16);
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      Headers headers = i % 3 == 0 ? Headers.EMPTY : Headers.EMPTY.with("n", "" + i);
      builder.add(
          1000 - i,
          i % 2 == 0 ? null : Bytes.of(value),
          RecordHeaders.of(headers),
          i % 5 == 4 ? null : Bytes.of(value));
    }

    Records records = builder.build().at(7);

    List<StreamRecord> read = StreamSupport.stream(records.spliterator(), false).toList();
    assertThat(read).hasSize(values.size());
    for (int i = 0; i < read.size(); i++) {
      Bytes value = Bytes.of(values.get(i));
      assertThat(read.get(i).offset()).isEqualTo(7 + i);
      assertThat(read.get(i).timestamp()).isEqualTo(1000 - i);
      assertThat(read.get(i).key()).isEqualTo(i % 2 == 0 ? null : value);
      assertThat(read.get(i).headers().decode().text("n").orElse("none"))
          .isEqualTo(i % 3 == 0 ? "none" : "" + i);
      assertThat(read.get(i).value()).isEqualTo(i % 5 == 4 ? null : value);
    }
  }
}
