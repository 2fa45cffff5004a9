package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An event's headers: names with values of bytes, in order; a name may occur more than once, and
 * names are compared exactly. Immutable.
 */
public final class Headers {

  /** No headers. */
  public static final Headers EMPTY = new Headers(List.of());

  private final List<Header> list;

  private Headers(List<Header> list) {
    this.list = list;
  }

  /** The headers given, in order. */
  public static Headers of(List<Header> headers) {
    return headers.isEmpty() ? EMPTY : new Headers(List.copyOf(headers));
  }

  /** All headers in order; not modifiable. */
  public List<Header> list() {
    return list;
  }

  /**
   * The value of the last header of this name, read as UTF-8 (malformed bytes become U+FFFD); empty
   * if there is none or if its value is null.
   */
  public Optional<String> text(String name) {
    return last(name).map(Header::value).map(bytes -> new String(bytes, UTF_8));
  }

  /** The last header of this name. */
  public Optional<Header> last(String name) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).name().equals(name)) {
        return Optional.of(list.get(i));
      }
    }
    return Optional.empty();
  }

  /**
   * These headers with all of one name replaced by a single one, at the end.
   *
   * @throws IllegalArgumentException if half of a surrogate pair stands alone in the name or the
   *     value
   */
  public Headers with(String name, String value) {
    List<Header> headers = new ArrayList<>(without(name).list);
    headers.add(new Header(name, wellFormed("value", value).getBytes(UTF_8)));
    return new Headers(Collections.unmodifiableList(headers));
  }

  /** These headers without those of one name. */
  public Headers without(String name) {
    Objects.requireNonNull(name, "name");
    return of(list.stream().filter(header -> !header.name().equals(name)).toList());
  }

  /** UTF-8 has no bytes for it, and would store a question mark. */
  private static String wellFormed(String what, String text) {
    if (text.codePoints().anyMatch(c -> c <= 0xffff && Character.isSurrogate((char) c))) {
      throw new IllegalArgumentException(
          "half of a surrogate pair in the " + what + " of a header");
    }
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && list.equals(that.list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  @Override
  public String toString() {
    return list.toString();
  }

  /** One header. The bytes are copied in and out; the value may be null, as in Kafka. */
  public static final class Header {

    private final String name;
    private final byte[] value;

    /**
     * A header.
     *
     * @param name its name
     * @param value its bytes, copied; or null
     * @throws IllegalArgumentException if half of a surrogate pair stands alone in the name
     */
    public Header(String name, byte[] value) {
      this.name = wellFormed("name", name);
      this.value = value == null ? null : value.clone();
    }

    /** The name. */
    public String name() {
      return name;
    }

    /** A copy of the value's bytes; null if the value is null. */
    public byte[] value() {
      return value == null ? null : value.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Header that
          && name.equals(that.name)
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return name + "=" + (value == null ? null : new String(value, UTF_8));
    }
  }
}
