package io.millrace.server.codec.json;

import static java.util.Objects.requireNonNull;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.FieldValues;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body of JSON: the bytes that came and the changes beside them. Reads decode what is asked for.
 */
public final class JsonBody implements Body {

  static final JsonBody ABSENT = new JsonBody(null, null, null);

  /** The whole text that the root stands in, with the space around it; null for any other root. */
  private final @Nullable JsonSlice document;

  private final @Nullable JsonNode root;

  /** What was added to the root, which is a slice then. */
  private final @Nullable JsonAdditions additions;

  /** The root with what was added, made when it is asked for first, by any thread. */
  private @Nullable JsonNode settled;

  private JsonBody(
      @Nullable JsonSlice document, @Nullable JsonNode root, @Nullable JsonAdditions additions) {
    this.document = document;
    this.root = root;
    this.additions = additions;
  }

  /** A text that has been proved. */
  static JsonBody of(JsonSlice document, JsonSlice root) {
    return new JsonBody(document, root, null);
  }

  private static JsonBody of(JsonNode root) {
    return new JsonBody(null, root, null);
  }

  private @Nullable JsonNode settled() {
    if (root == null || additions == null) {
      return root;
    }
    JsonNode known = settled;
    if (known == null) {
      known = additions.appliedTo(root.base());
      settled = known;
    }
    return known;
  }

  /**
   * Appends the text: what was not changed as it came.
   *
   * @param keepMark whether a byte order mark before it is kept
   */
  public void write(ByteSink out, boolean keepMark) {
    if (root == null) {
      return;
    }
    if (document == null) {
      root.write(out);
      return;
    }
    JsonSlice base = root.base();
    int from = document.from();
    if (!keepMark && document.first() == (byte) 0xef) {
      from += 3;
    }
    out.put(document.array(), from, base.from() - from);
    if (additions == null) {
      root.write(out);
    } else {
      additions.write(base, out);
    }
    out.put(document.array(), base.to(), document.to() - base.to());
  }

  /** Whether a name may occur twice in an object of the text. */
  boolean mayHaveDuplicates() {
    return root != null && root.base().duplicates();
  }

  @Override
  public boolean isAbsent() {
    return root == null;
  }

  @Override
  public boolean has(FieldPath path) {
    return find(path) != null;
  }

  @Override
  public boolean hasValue(FieldPath path) {
    JsonSlice indexed = indexed(path);
    if (indexed != null) {
      int field = field(indexed, path);
      return field >= 0 && indexed.array()[fields(indexed).from(field)] != 'n';
    }
    JsonSlice slice = slice(path);
    return slice != null && !slice.isNull();
  }

  private @Nullable JsonNode find(FieldPath path) {
    JsonSlice indexed = indexed(path);
    if (indexed != null) {
      int field = field(indexed, path);
      return field < 0 ? null : fields(indexed).leaf(indexed, field);
    }
    JsonNode node = settled();
    for (int i = 0; i < path.size() && node != null; i++) {
      node = node.child(path.step(i));
    }
    return node;
  }

  /**
   * The bytes whose index knows all that there is at a path: one or two names, and no change to the
   * field that the first one is. Null if the path must be walked.
   */
  private @Nullable JsonSlice indexed(FieldPath path) {
    int size = path.size();
    if (root == null || size == 0 || size > 2 || path.step(0).isIndex()) {
      return null;
    }
    if (size == 2 && path.step(1).isIndex()) {
      return null;
    }
    JsonSlice base = root.base();
    if (base.fields() == null || (additions != null && additions.concern(path))) {
      return null;
    }
    return root instanceof JsonPatch patch && patch.touches(path.step(0)) ? null : base;
  }

  private static int field(JsonSlice indexed, FieldPath path) {
    return fields(indexed).indexOf(indexed, path);
  }

  /** Its index: {@link #indexed} answers with no bytes that have none. */
  private static JsonIndex fields(JsonSlice indexed) {
    return requireNonNull(indexed.fields());
  }

  private @Nullable JsonSlice slice(FieldPath path) {
    JsonNode node = find(path);
    return node == null ? null : node.toSlice();
  }

  @Override
  public Either<Failures, @Nullable Object> value(FieldPath path) {
    return JsonReads.value(path, slice(path));
  }

  @Override
  public Either<Failures, String> text(FieldPath path) {
    return JsonReads.text(path, slice(path));
  }

  @Override
  public Either<Failures, Long> integer(FieldPath path) {
    return JsonReads.integer(path, slice(path));
  }

  @Override
  public Either<Failures, BigDecimal> decimal(FieldPath path) {
    return JsonReads.decimal(path, slice(path));
  }

  @Override
  public Either<Failures, Boolean> bool(FieldPath path) {
    return JsonReads.bool(path, slice(path));
  }

  @Override
  public Either<Failures, Instant> instant(FieldPath path) {
    return JsonReads.instant(path, slice(path));
  }

  @Override
  public Either<Failures, List<@Nullable Object>> list(FieldPath path) {
    JsonSlice slice = slice(path);
    if (slice != null && !slice.isArray()) {
      return FieldValues.type(path, JsonValues.kind(slice), "an array");
    }
    return Body.super.list(path);
  }

  @Override
  public Either<Failures, Map<String, @Nullable Object>> object(FieldPath path) {
    JsonSlice slice = slice(path);
    if (slice != null && !slice.isObject()) {
      return FieldValues.type(path, JsonValues.kind(slice), "an object");
    }
    return Body.super.object(path);
  }

  @Override
  public Either<Failures, List<Body>> elements(FieldPath path) {
    JsonSlice slice = slice(path);
    if (slice == null) {
      return FieldValues.missing(path);
    }
    if (!slice.isArray()) {
      return FieldValues.type(path, JsonValues.kind(slice), "an array");
    }
    List<Body> elements = new ArrayList<>();
    JsonMembers members = new JsonMembers(slice);
    while (members.next()) {
      elements.add(of(slice.part(members.member())));
    }
    return Either.right(Collections.unmodifiableList(elements));
  }

  private @Nullable JsonSlice scalar(FieldPath path) {
    JsonSlice slice = slice(path);
    return slice == null || slice.isObject() || slice.isArray() || slice.first() == 'n'
        ? null
        : slice;
  }

  @Override
  public @Nullable String scalarText(FieldPath path) {
    JsonSlice slice = scalar(path);
    if (slice == null) {
      return null;
    }
    return slice.isText() ? JsonReads.textOf(slice) : slice.raw();
  }

  @Override
  public @Nullable Bytes scalarBytes(FieldPath path) {
    JsonSlice slice = scalar(path);
    if (slice == null) {
      return null;
    }
    int quote = slice.isText() ? 1 : 0;
    int from = slice.from() + quote;
    int to = slice.to() - quote;
    return quote == 1 && Json.hasBackslash(slice.array(), from, to)
        ? Bytes.utf8(JsonReads.textOf(slice))
        : Bytes.of(slice.array(), from, to - from);
  }

  @Override
  public Body with(FieldPath path, @Nullable Object value) {
    byte[] written = JsonWriter.encoded(value, Body.MAX_DEPTH - path.size());
    if (path.size() == 0) {
      return of(JsonSlice.of(written));
    }
    if (document != null && root instanceof JsonSlice base) {
      JsonAdditions more = JsonAdditions.plus(additions, base, path, written);
      if (more != null) {
        return new JsonBody(document, base, more);
      }
    }
    return new JsonBody(
        root == null ? null : document,
        JsonEdits.with(settled(), path, 0, JsonSlice.of(written)),
        null);
  }

  @Override
  public Body without(FieldPath path) {
    JsonNode before = settled();
    if (before == null) {
      return this;
    }
    JsonNode changed = JsonEdits.without(before, path, 0);
    return changed == before ? this : new JsonBody(document, changed, null);
  }
}
