package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The way to a field of a body: names and array indexes. Immutable; compiled once, kept in a
 * constant.
 *
 * <p>Written as {@code shopper.ip}, {@code items[0].sku}; a name that has a dot, a bracket, a quote
 * or a space, or is empty, is quoted: {@code "a.b".c} (in quotes, {@code \"} and {@code \\} are
 * escapes). {@code $} alone is {@link #ROOT}, the whole body; a name that is {@code $} is quoted.
 * What {@link #toString} writes, {@link #of} reads.
 */
public final class FieldPath {

  /** The whole body. */
  public static final FieldPath ROOT = new FieldPath(List.of());

  private final List<Step> steps;
  private final Step[] array; // the same steps: read several times for each event
  private final String text;

  private FieldPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
    this.array = steps.toArray(Step[]::new);
    this.text = write(this.steps);
  }

  /**
   * Reads a path.
   *
   * @param path such as {@code items[0].sku}; never empty: the whole body is {@code $}
   * @throws IllegalArgumentException if it is malformed; the message says where
   */
  public static FieldPath of(String path) {
    return path.equals("$") ? ROOT : new FieldPath(new FieldPathParser(path).parse());
  }

  /** A path of names, each taken as it is, dots included. */
  public static FieldPath ofNames(String... names) {
    return new FieldPath(Arrays.stream(names).map(Step::name).toList());
  }

  /** This path and then a name, taken as it is. */
  public FieldPath child(String name) {
    return plus(Step.name(name));
  }

  /** This path and then an element of an array, from 0. */
  public FieldPath child(int index) {
    return plus(Step.index(index));
  }

  private FieldPath plus(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new FieldPath(more);
  }

  /** The steps, in order; not modifiable; empty for {@link #ROOT}. */
  public List<Step> steps() {
    return steps;
  }

  /** Whether this is the other path or leads on from it; every path starts with {@link #ROOT}. */
  public boolean startsWith(FieldPath other) {
    return steps.size() >= other.steps.size()
        && steps.subList(0, other.steps.size()).equals(other.steps);
  }

  /** How many steps there are. */
  public int size() {
    return array.length;
  }

  /** The n-th step, from 0. */
  public Step step(int n) {
    return array[n];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldPath that && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  /** The path as it is written; {@code $} for {@link #ROOT}. */
  @Override
  public String toString() {
    return text;
  }

  private static String write(List<Step> steps) {
    if (steps.isEmpty()) {
      return "$";
    }
    StringBuilder out = new StringBuilder();
    for (Step step : steps) {
      if (step.isIndex()) {
        out.append('[').append(step.index()).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(quoted(step.name()));
      }
    }
    return out.toString();
  }

  private static String quoted(String name) {
    boolean plain = !name.isEmpty() && !name.equals("$");
    for (int i = 0; plain && i < name.length(); i++) {
      plain = FieldPathParser.isPlain(name.charAt(i));
    }
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** One step: a name or an index. */
  public static final class Step {

    private final String name;
    private final int index;
    private final byte[] utf8;

    private Step(String name, int index) {
      this.name = name;
      this.index = index;
      this.utf8 = name == null ? new byte[0] : name.getBytes(UTF_8);
    }

    static Step name(String name) {
      return new Step(Objects.requireNonNull(name, "name"), -1);
    }

    static Step index(int index) {
      if (index < 0) {
        throw new IllegalArgumentException("an index starts at 0, not at " + index);
      }
      return new Step(null, index);
    }

    /** Whether this is an index rather than a name. */
    public boolean isIndex() {
      return name == null;
    }

    /** The name; null for an index. */
    public String name() {
      return name;
    }

    /** The index, from 0; -1 for a name. */
    public int index() {
      return index;
    }

    /**
     * Whether bytes are this step's name in UTF-8. False for an index.
     *
     * @param bytes an array that holds the bytes
     * @param from where they start
     * @param length how many there are
     */
    public boolean nameEquals(byte[] bytes, int from, int length) {
      if (length != utf8.length || name == null) {
        return false;
      }
      // Names are short, and most differ early: a loop costs less than a call of Arrays.equals.
      for (int i = 0; i < length; i++) {
        if (bytes[from + i] != utf8[i]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Step that && index == that.index && Objects.equals(name, that.name);
    }

    @Override
    public int hashCode() {
      return 31 * Objects.hashCode(name) + index;
    }

    @Override
    public String toString() {
      return isIndex() ? "[" + index + "]" : name;
    }
  }
}
