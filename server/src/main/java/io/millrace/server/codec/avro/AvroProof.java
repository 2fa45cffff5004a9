package io.millrace.server.codec.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.stream.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Proves that a datum is well-formed, as {@link AvroReader} would find, and notes where the fields
 * of a record are; makes no values on the way.
 */
class AvroProof extends AvroCursor {

  AvroProof(Bytes datum) {
    super(datum);
  }

  AvroProof(byte[] array, int from, int to) {
    super(array, from, to);
  }

  /**
   * Proves a record, which must be all of the bytes.
   *
   * @return where each field begins in the bytes' array, and where the last one ends; of no meaning
   *     if there is a {@link #failure()}
   */
  final int[] record(Schema schema) {
    List<Schema.Field> fields = schema.getFields();
    int[] starts = new int[fields.size() + 1];
    if (enter()) {
      for (int i = 0; i < fields.size() && isGood(); i++) {
        starts[i] = at;
        prove(fields.get(i).schema());
      }
      leave();
    }
    starts[fields.size()] = at;
    end();
    return starts;
  }

  /** Passes a value. */
  final void prove(Schema schema) {
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> bool();
      case INT, LONG -> number(schema);
      case FLOAT -> pass(Float.BYTES);
      case DOUBLE -> pass(Double.BYTES);
      case STRING -> passText(length());
      case BYTES -> pass(length());
      case FIXED -> pass(schema.getFixedSize());
      case ENUM -> symbol(schema);
      case UNION -> {
        Schema branch = branch(schema);
        if (branch != null) {
          prove(branch);
        }
      }
      case RECORD, ARRAY, MAP -> nested(schema);
    }
  }

  private void nested(Schema schema) {
    if (!enter()) {
      return;
    }
    switch (schema.getType()) {
      case RECORD -> fields(schema);
      case ARRAY -> elements(schema.getElementType());
      default -> entries(schema.getValueType());
    }
    leave();
  }

  private void fields(Schema schema) {
    List<Schema.Field> fields = schema.getFields();
    for (int i = 0; i < fields.size() && isGood(); i++) {
      prove(fields.get(i).schema());
    }
  }

  private void elements(Schema schema) {
    for (long count = blockCount(); count > 0 && isGood(); count = blockCount()) {
      for (long i = 0; i < count && isGood(); i++) {
        int before = at;
        prove(schema);
        element(before);
      }
    }
  }

  private void entries(Schema schema) {
    Set<String> names = new HashSet<>();
    for (long count = blockCount(); count > 0 && isGood(); count = blockCount()) {
      for (long i = 0; i < count && isGood(); i++) {
        int length = length();
        int from = passText(length);
        if (isGood() && !names.add(new String(array, from, length, UTF_8))) {
          fail("a map has a key twice");
        }
        prove(schema);
      }
    }
  }
}
