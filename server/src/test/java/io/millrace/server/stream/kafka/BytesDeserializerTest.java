package io.millrace.server.stream.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Where the bytes of what is consumed stand. */
class BytesDeserializerTest {

  private final BytesDeserializer deserializer = new BytesDeserializer();

  @Test
  void aRecordsKeyAndValueAreSlicesOfItsArray() {
    byte[] record = "..key.value.".getBytes(US_ASCII);
    ByteBuffer body = ByteBuffer.wrap(record).position(1).slice();

    Bytes key = deserialize(body.duplicate().position(1).limit(4));
    Bytes value = deserialize(body.duplicate().position(5).limit(10));

    assertThat(key.toText()).isEqualTo("key");
    assertThat(value.toText()).isEqualTo("value");
    assertThat(key.array()).isSameAs(record);
    assertThat(value.array()).isSameAs(record);
  }

  /** Else one small record in hand would hold a whole answer to a fetch. */
  @Test
  void aSmallPartOfALargeArrayIsCopied() {
    byte[] fetched = new byte[1 << 20];
    fetched[70_000] = 'x';

    Bytes value = deserialize(ByteBuffer.wrap(fetched, 70_000, 3));

    assertThat(value.toArray()).containsExactly('x', 0, 0);
    assertThat(value.array()).hasSize(3);
  }

  @Test
  void theLargerHalfOfALargeRecordIsNotCopied() {
    byte[] record = new byte[1 << 20];

    Bytes value = deserialize(ByteBuffer.wrap(record, 100, record.length / 2));

    assertThat(value.array()).isSameAs(record);
    assertThat(value.length()).isEqualTo(record.length / 2);
  }

  @Test
  void aBufferWithoutAnArrayIsCopiedAndLeftAsItWas() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();

    assertThat(deserialize(buffer).toArray()).containsExactly(1, 2, 3);
    assertThat(deserialize(ByteBuffer.wrap(new byte[] {4}).asReadOnlyBuffer()).toArray())
        .containsExactly(4);
    assertThat(buffer.remaining()).isEqualTo(3);
  }

  @Test
  void nothingIsNothingAndEmptyIsEmpty() {
    assertThat(deserializer.deserialize("t", new RecordHeaders(), (ByteBuffer) null)).isNull();
    assertThat(deserializer.deserialize("t", (byte[]) null)).isNull();
    assertThat(deserializer.deserialize("t", new byte[] {7}).toArray()).containsExactly(7);
    assertThat(deserialize(ByteBuffer.allocate(0)).length()).isZero();
  }

  private Bytes deserialize(ByteBuffer data) {
    Bytes bytes = deserializer.deserialize("topic", new RecordHeaders(), data);
    assertThat(bytes).isNotNull();
    return bytes;
  }
}
