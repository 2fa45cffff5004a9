package io.millrace.server.codec.avro;

import static java.util.Objects.requireNonNull;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.AvroSource;
import io.millrace.server.codec.body.AvroSourced;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.BodyValues;
import io.millrace.server.codec.body.Conflicts;
import io.millrace.server.codec.body.FieldValues;
import io.millrace.server.codec.body.RecordMap;
import io.millrace.server.codec.body.TreeBody;
import io.millrace.server.codec.body.Trees;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An Avro record: the bytes that came, where each field begins, and the changes beside them. Reads
 * decode the field that is asked for; fields that nobody changed are written as they came.
 */
final class AvroBody implements AvroSourced {

  /** Stands for a field that is as it came. */
  private static final Object AS_IT_CAME = new Object();

  private final AvroSource source;
  private final int[] starts;

  /** By field: its value, {@link #AS_IT_CAME} or {@link BodyValues#ABSENT}. */
  private final @Nullable Object @Nullable [] changed;

  /** Fields that the schema does not have. */
  private final Map<String, @Nullable Object> added;

  private AvroBody(
      AvroSource source,
      int[] starts,
      @Nullable Object @Nullable [] changed,
      Map<String, @Nullable Object> added) {
    this.source = source;
    this.starts = starts;
    this.changed = changed;
    this.added = added;
  }

  /**
   * A record that has been proved.
   *
   * @param starts as {@link AvroProof#record} has found them
   */
  static AvroBody of(AvroSource source, int[] starts) {
    return new AvroBody(source, starts, null, Map.of());
  }

  @Override
  public @Nullable AvroSource source() {
    return changed == null && added.isEmpty() ? source : null;
  }

  /** The schema of the bytes that came. */
  Schema schema() {
    return source.schema();
  }

  @Override
  public boolean isAbsent() {
    return false;
  }

  @Override
  public boolean has(FieldPath path) {
    boolean isFieldAsItCame = path.size() == 1 && asItCame(path) != null;
    return isFieldAsItCame || find(path) != BodyValues.ABSENT;
  }

  private @Nullable Object find(FieldPath path) {
    if (path.size() == 0) {
      return all();
    }
    Schema.Field field = asItCame(path);
    if (field != null) {
      return reader(field).find(field.schema(), path, 1);
    }
    FieldPath.Step first = path.step(0);
    return first.isIndex() ? BodyValues.ABSENT : Trees.find(field(first.name()), path, 1);
  }

  /** The field that a path begins with; null if there is none, or it is changed. */
  private Schema.@Nullable Field asItCame(FieldPath path) {
    FieldPath.Step first = path.step(0);
    Schema.Field field = first.isIndex() ? null : schema().getField(first.name());
    return field == null || isChanged(field) ? null : field;
  }

  private boolean isChanged(Schema.Field field) {
    return changed != null && changed[field.pos()] != AS_IT_CAME;
  }

  private AvroReader reader(Schema.Field field) {
    int n = field.pos();
    return new AvroReader(source.datum().array(), starts[n], starts[n + 1]);
  }

  private @Nullable Object field(String name) {
    Schema.Field field = schema().getField(name);
    if (field != null) {
      return field(field);
    }
    Object value = added.get(name);
    return value != null || added.containsKey(name) ? value : BodyValues.ABSENT;
  }

  private @Nullable Object field(Schema.Field field) {
    return isChanged(field)
        ? requireNonNull(changed)[field.pos()]
        : reader(field).readAll(field.schema());
  }

  private Map<String, @Nullable Object> all() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (Schema.Field field : schema().getFields()) {
      Object value = field(field);
      if (value != BodyValues.ABSENT) {
        all.put(field.name(), value);
      }
    }
    all.putAll(added);
    return new RecordMap(schema().getFullName(), all);
  }

  @Override
  public Either<Failures, @Nullable Object> value(FieldPath path) {
    Object value = find(path);
    if (value == BodyValues.ABSENT) {
      return FieldValues.missing(path);
    }
    boolean shared = changed != null || !added.isEmpty();
    return Either.right(
        shared && BodyValues.hasBytes(value) ? BodyValues.copy(value, Body.MAX_DEPTH) : value);
  }

  @Override
  public Either<Failures, List<Body>> elements(FieldPath path) {
    return list(path).map(TreeBody::bodies);
  }

  @Override
  public @Nullable String scalarText(FieldPath path) {
    Object value = find(path);
    return FieldValues.isScalar(value) ? String.valueOf(value) : null;
  }

  @Override
  public @Nullable Bytes scalarBytes(FieldPath path) {
    Schema.Field field = path.size() == 0 ? null : asItCame(path);
    Bytes text = field == null ? null : reader(field).findText(field.schema(), path, 1);
    return text == null ? AvroSourced.super.scalarBytes(path) : text;
  }

  @Override
  public Body with(FieldPath path, @Nullable Object value) {
    if (path.size() == 0) {
      return TreeBody.of(value);
    }
    FieldPath.Step first = path.step(0);
    if (first.isIndex()) {
      throw Conflicts.noElement(path, 0);
    }
    Object copy = BodyValues.copy(value, Body.MAX_DEPTH - path.size());
    return with(
        first.name(), path.size() == 1 ? copy : Trees.with(field(first.name()), path, 1, copy));
  }

  private AvroBody with(String name, @Nullable Object value) {
    Schema.Field field = schema().getField(name);
    if (field == null) {
      Map<String, @Nullable Object> more = new LinkedHashMap<>(added);
      if (value == BodyValues.ABSENT) {
        more.remove(name);
      } else {
        more.put(name, value);
      }
      return new AvroBody(source, starts, changed, more);
    }
    @Nullable Object[] other = new @Nullable Object[starts.length - 1];
    if (changed == null) {
      Arrays.fill(other, AS_IT_CAME);
    } else {
      System.arraycopy(changed, 0, other, 0, other.length);
    }
    other[field.pos()] = value;
    return new AvroBody(source, starts, other, added);
  }

  @Override
  public Body without(FieldPath path) {
    if (!has(path)) {
      return this;
    }
    String name = requireNonNull(path.step(0).name());
    return with(name, path.size() == 1 ? BodyValues.ABSENT : Trees.without(field(name), path, 1));
  }

  /**
   * Appends the datum, of the schema it came in; false if it cannot be written, as the writer says.
   */
  boolean write(AvroWriter writer, ByteSink out) {
    int from = starts[0];
    for (Schema.Field field : schema().getFields()) {
      int n = field.pos();
      if (!isChanged(field)) {
        continue;
      }
      out.put(source.datum().array(), from, starts[n] - from);
      from = starts[n + 1];
      if (!writer.field(field, requireNonNull(changed)[n])) {
        return false;
      }
    }
    out.put(source.datum().array(), from, starts[starts.length - 1] - from);
    return added.isEmpty() || writer.areKnown(schema(), added);
  }
}
