package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Bytes;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values as slices of what Kafka's client has read (KIP-863): of a compressed batch it
 * reads each record into an array of its own. Safe for many threads.
 */
public final class BytesDeserializer implements Deserializer<Bytes> {

  /** More bytes than this beside a slice, and more than it has itself, are not kept for it. */
  private static final int MOST_BESIDE = 4096;

  /** For Kafka's client, which makes it by its name. */
  public BytesDeserializer() {}

  @Override
  public @Nullable Bytes deserialize(@Nullable String topic, byte @Nullable [] data) {
    return data == null ? null : Bytes.of(data);
  }

  @Override
  public @Nullable Bytes deserialize(
      @Nullable String topic, @Nullable Headers headers, @Nullable ByteBuffer data) {
    if (data == null) {
      return null;
    }
    int length = data.remaining();
    if (data.hasArray() && data.array().length - length <= Math.max(MOST_BESIDE, length)) {
      return Bytes.of(data.array()).slice(data.arrayOffset() + data.position(), length);
    }
    byte[] copy = new byte[length];
    data.duplicate().get(copy);
    return Bytes.of(copy);
  }
}
