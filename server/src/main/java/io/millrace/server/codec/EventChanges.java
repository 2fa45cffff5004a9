package io.millrace.server.codec;

import io.millrace.api.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What stages have set beside the body; null: as in the record. */
record EventChanges(
    @Nullable String id,
    @Nullable String key,
    @Nullable Instant effectiveAt,
    @Nullable Headers headers) {

  static final EventChanges NONE = new EventChanges(null, null, null, null);

  EventChanges withId(String newId) {
    return new EventChanges(newId, key, effectiveAt, headers);
  }

  EventChanges withKey(String newKey) {
    return new EventChanges(id, newKey, effectiveAt, headers);
  }

  EventChanges withEffectiveAt(Instant time) {
    return new EventChanges(id, key, time, headers);
  }

  EventChanges withHeaders(Headers newHeaders) {
    return new EventChanges(id, key, effectiveAt, newHeaders);
  }
}
