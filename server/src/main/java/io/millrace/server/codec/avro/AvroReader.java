package io.millrace.server.codec.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Failure;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.RecordMap;
import io.millrace.server.codec.text.Utf8;
import io.millrace.server.stream.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads an Avro datum into JDK values.
 *
 * <p>It is written by hand rather than with Avro's own reader because that one believes the lengths
 * it reads, stops at no depth, and takes bytes that are no UTF-8 for texts. Here nothing is
 * allotted that the bytes have not paid for: a length is at most what is left of them, and elements
 * that take no bytes are counted. The first thing that is wrong ends it, with no exception.
 */
final class AvroReader {

  /** How many array elements that take no bytes one datum may have. */
  private static final int MOST_EMPTY_ELEMENTS = 100_000;

  private final byte[] array;
  private final int start;
  private final int end;
  private int at;
  private int depth;
  private int emptyElements;
  private @Nullable Failure failure;

  AvroReader(Bytes datum) {
    array = datum.array();
    start = datum.offset();
    at = start;
    end = start + datum.length();
  }

  /** What was wrong; null if nothing was. */
  @Nullable Failure failure() {
    return failure;
  }

  /** The datum, which must be all of the bytes; of no meaning if there is a {@link #failure()}. */
  @Nullable Object readAll(Schema schema) {
    Object value = read(schema);
    if (failure == null && at < end) {
      fail(end - at + " more bytes stand after the datum");
    }
    return value;
  }

  private @Nullable Object read(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> bool();
      case INT, LONG -> AvroLogical.fromLong(schema, number(schema));
      case FLOAT -> AvroLogical.fromDouble(Float.intBitsToFloat((int) fixedWord(4)), true);
      case DOUBLE -> AvroLogical.fromDouble(Double.longBitsToDouble(fixedWord(8)), false);
      case STRING -> text();
      case BYTES -> AvroLogical.fromBytes(schema, bytes(length()));
      case FIXED -> AvroLogical.fromBytes(schema, bytes(schema.getFixedSize()));
      case ENUM -> symbol(schema);
      case UNION -> branch(schema);
      case RECORD -> nested(schema);
      case ARRAY -> nested(schema);
      case MAP -> nested(schema);
    };
  }

  private @Nullable Object nested(Schema schema) {
    if (depth == Body.MAX_DEPTH) {
      fail("it is nested deeper than " + Body.MAX_DEPTH + " levels");
      return null;
    }
    depth++;
    Object value =
        switch (schema.getType()) {
          case RECORD -> fields(schema);
          case ARRAY -> elements(schema.getElementType());
          default -> entries(schema.getValueType());
        };
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> fields(Schema schema) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      fields.put(field.name(), read(field.schema()));
      if (failure != null) {
        break;
      }
    }
    return new RecordMap(schema.getFullName(), fields);
  }

  private List<@Nullable Object> elements(Schema schema) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (long count = blockCount(); count > 0 && failure == null; count = blockCount()) {
      for (long i = 0; i < count && failure == null; i++) {
        int before = at;
        elements.add(read(schema));
        if (at == before && ++emptyElements > MOST_EMPTY_ELEMENTS) {
          fail("an array has more than " + MOST_EMPTY_ELEMENTS + " elements of no bytes");
        }
      }
    }
    return Collections.unmodifiableList(elements);
  }

  private Map<String, @Nullable Object> entries(Schema schema) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    for (long count = blockCount(); count > 0 && failure == null; count = blockCount()) {
      for (long i = 0; i < count && failure == null; i++) {
        String name = text();
        if (failure == null && entries.containsKey(name)) {
          fail("a map has a key twice");
        }
        entries.put(name, read(schema));
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  /** How many elements come; 0 at the end, or if something is wrong. */
  private long blockCount() {
    long count = failure == null ? varint() : 0;
    if (count >= 0) {
      return count;
    }
    long size = varint();
    if (failure == null && (count == Long.MIN_VALUE || size < 0 || size > end - at)) {
      fail("a block's count or size is not possible");
    }
    return failure == null ? -count : 0;
  }

  private @Nullable Object branch(Schema schema) {
    long branch = varint();
    if (failure == null && (branch < 0 || branch >= schema.getTypes().size())) {
      fail("a union has no branch " + branch);
    }
    return failure == null ? read(schema.getTypes().get((int) branch)) : null;
  }

  private @Nullable String symbol(Schema schema) {
    long symbol = varint();
    if (failure == null && (symbol < 0 || symbol >= schema.getEnumSymbols().size())) {
      fail("an enum has no symbol " + symbol);
    }
    return failure == null ? schema.getEnumSymbols().get((int) symbol) : null;
  }

  private boolean bool() {
    byte b = at < end ? array[at] : 2;
    if (b != 0 && b != 1) {
      fail("a boolean is neither 0 nor 1");
      return false;
    }
    at++;
    return b == 1;
  }

  private long number(Schema schema) {
    long value = varint();
    if (schema.getType() == Schema.Type.INT && value != (int) value) {
      fail("an int has more than 32 bits");
      return 0;
    }
    return value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        fail("it ends early");
        return 0;
      }
      byte b = array[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        if (shift == 63 && b > 1) {
          break;
        }
        return (value >>> 1) ^ -(value & 1);
      }
    }
    fail("a number has more than 64 bits");
    return 0;
  }

  private long fixedWord(int bytes) {
    if (end - at < bytes) {
      fail("it ends early");
      return 0;
    }
    long word = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      word = word << 8 | (array[at + i] & 0xff);
    }
    at += bytes;
    return word;
  }

  private int length() {
    long length = varint();
    if (failure == null && (length < 0 || length > end - at)) {
      fail("a length of " + length + " is not possible");
    }
    return failure == null ? (int) length : 0;
  }

  private String text() {
    int length = length();
    if (failure == null && !Utf8.isWellFormed(array, at, at + length)) {
      fail("a text is no UTF-8");
    }
    String text = failure == null ? new String(array, at, length, UTF_8) : "";
    at += length;
    return text;
  }

  private byte[] bytes(int length) {
    if (length > end - at) {
      fail("it ends early");
    }
    if (failure != null) {
      return new byte[0];
    }
    byte[] bytes = java.util.Arrays.copyOfRange(array, at, at + length);
    at += length;
    return bytes;
  }

  private void fail(String why) {
    if (failure == null) {
      failure =
          Failure.rejected(
              "avro.malformed", "it is not valid Avro: " + why + ", at byte " + (at - start));
    }
  }
}
