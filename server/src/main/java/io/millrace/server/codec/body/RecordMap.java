package io.millrace.server.codec.body;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an Avro record, not modifiable. It remembers the name of the record's schema, so
 * that it goes back to the same branch of a union.
 */
public final class RecordMap extends AbstractMap<String, @Nullable Object> {

  private final String schema;
  private final Map<String, @Nullable Object> fields;

  public RecordMap(String schema, Map<String, @Nullable Object> fields) {
    this.schema = schema;
    this.fields = Collections.unmodifiableMap(fields);
  }

  /** New fields in a map like another: of the same schema, if that had one. */
  static Map<String, @Nullable Object> like(Map<?, ?> other, Map<String, @Nullable Object> fields) {
    return other instanceof RecordMap tagged
        ? new RecordMap(tagged.schema, fields)
        : Collections.unmodifiableMap(fields);
  }

  /** The full name of the record's schema. */
  public String schema() {
    return schema;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    return fields.get(name);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return fields.containsKey(name);
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    return fields.entrySet();
  }
}
