package io.millrace.server.codec.avro;

import io.millrace.api.Failure;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.text.Utf8;
import io.millrace.server.stream.Bytes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the bytes of an Avro datum.
 *
 * <p>It is written by hand rather than with Avro's own decoder because that one believes the
 * lengths it reads, stops at no depth, and takes bytes that are no UTF-8 for texts. Here nothing is
 * allotted that the bytes have not paid for: a length is at most what is left of them, and elements
 * that take no bytes are counted. The first thing that is wrong ends it, with no exception; what
 * comes after is of no meaning.
 */
class AvroCursor {

  /** How many array elements that take no bytes one datum may have. */
  private static final int MOST_EMPTY_ELEMENTS = 100_000;

  final byte[] array;
  private final int start;
  final int end;
  int at;
  private int depth;
  private int emptyElements;
  private @Nullable Failure failure;

  /** From a place in some bytes to another. */
  AvroCursor(byte[] array, int from, int to) {
    this.array = array;
    start = from;
    at = from;
    end = to;
  }

  AvroCursor(Bytes datum) {
    this(datum.array(), datum.offset(), datum.offset() + datum.length());
  }

  /** What was wrong; null if nothing was. */
  final @Nullable Failure failure() {
    return failure;
  }

  final boolean isGood() {
    return failure == null;
  }

  /** The datum ends here. */
  final void end() {
    if (failure == null && at < end) {
      fail(end - at + " more bytes stand after the datum");
    }
  }

  /** Goes a level down; false if that is too deep. */
  final boolean enter() {
    if (depth == Body.MAX_DEPTH) {
      fail("it is nested deeper than " + Body.MAX_DEPTH + " levels");
      return false;
    }
    depth++;
    return true;
  }

  final void leave() {
    depth--;
  }

  /** An array's element has been read that began there. */
  final void element(int before) {
    if (at == before && ++emptyElements > MOST_EMPTY_ELEMENTS) {
      fail("an array has more than " + MOST_EMPTY_ELEMENTS + " elements of no bytes");
    }
  }

  /** How many elements come; 0 at the end, or if something is wrong. */
  final long blockCount() {
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

  /** The schema of a union's branch; null if there is none. */
  final @Nullable Schema branch(Schema union) {
    long branch = varint();
    if (failure == null && (branch < 0 || branch >= union.getTypes().size())) {
      fail("a union has no branch " + branch);
    }
    return failure == null ? union.getTypes().get((int) branch) : null;
  }

  /** The number of an enum's symbol. */
  final int symbol(Schema schema) {
    long symbol = varint();
    if (failure == null && (symbol < 0 || symbol >= schema.getEnumSymbols().size())) {
      fail("an enum has no symbol " + symbol);
    }
    return (int) symbol;
  }

  final boolean bool() {
    byte b = at < end ? array[at] : 2;
    if (b != 0 && b != 1) {
      fail("a boolean is neither 0 nor 1");
      return false;
    }
    at++;
    return b == 1;
  }

  /** An int or a long. */
  final long number(Schema schema) {
    long value = varint();
    if (schema.getType() == Schema.Type.INT && value != (int) value) {
      fail("an int has more than 32 bits");
      return 0;
    }
    return value;
  }

  final long varint() {
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

  final long fixedWord(int bytes) {
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

  final int length() {
    long length = varint();
    if (failure == null && (length < 0 || length > end - at)) {
      fail("a length of " + length + " is not possible");
    }
    return failure == null ? (int) length : 0;
  }

  /** Passes so many bytes; returns where they begin. */
  final int pass(int length) {
    if (length > end - at) {
      fail("it ends early");
    }
    int from = at;
    if (failure == null) {
      at += length;
    }
    return from;
  }

  /** Passes the bytes of a text, which begin here; returns where they began. */
  final int passText(int length) {
    if (failure == null && !Utf8.isWellFormed(array, at, at + length)) {
      fail("a text is no UTF-8");
    }
    return pass(length);
  }

  final void fail(String why) {
    if (failure == null) {
      failure =
          Failure.rejected(
              "avro.malformed", "it is not valid Avro: " + why + ", at byte " + (at - start));
    }
  }
}
