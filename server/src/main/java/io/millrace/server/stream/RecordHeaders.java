package io.millrace.server.stream;

import io.millrace.api.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's headers, encoded as {@link Records} holds them, so that passing them on copies bytes
 * and decodes nothing: for each header a varint length and the name in UTF-8, then a varint length
 * plus one (zero: null) and the value.
 */
public final class RecordHeaders {

  /** No headers. */
  public static final RecordHeaders EMPTY = new RecordHeaders(0, Bytes.EMPTY);

  private final int count;
  private final Bytes encoded;
  private @Nullable Headers decoded;

  RecordHeaders(int count, Bytes encoded) {
    this.count = count;
    this.encoded = encoded;
  }

  /** Encodes headers. */
  public static RecordHeaders of(Headers headers) {
    if (headers.list().isEmpty()) {
      return EMPTY;
    }
    ByteSink out = new ByteSink(64 * headers.list().size());
    for (Headers.Header header : headers.list()) {
      out.putSized(Bytes.utf8(header.name()));
      byte[] value = header.value();
      out.putNullable(value == null ? null : Bytes.of(value));
    }
    RecordHeaders encoded = new RecordHeaders(headers.list().size(), out.toBytes());
    encoded.decoded = headers;
    return encoded;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The encoded headers, without their count. */
  public Bytes encoded() {
    return encoded;
  }

  /** Decodes them, once for each thread that asks first. */
  public Headers decode() {
    if (count == 0) {
      return Headers.EMPTY;
    }
    Headers headers = decoded;
    if (headers == null) {
      headers = read();
      decoded = headers;
    }
    return headers;
  }

  private Headers read() {
    ByteSource in = new ByteSource(encoded);
    List<Headers.Header> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = in.takeSized().toText();
      Bytes value = in.takeNullable();
      list.add(new Headers.Header(name, value == null ? null : value.toArray()));
    }
    return Headers.of(list);
  }
}
