package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part of a YAML file that knows where it stands. Immutable. */
public sealed interface Node {

  /** Where it starts. */
  Location location();

  /**
   * A scalar.
   *
   * @param text its text, with {@code ${…}} not replaced yet
   * @param quoted whether it was quoted: then it is a text, whatever it looks like
   * @param location where it starts
   * @param places where the characters of its text stand, counted from that of its first
   */
  record Scalar(String text, boolean quoted, Location location, TextPlaces places) implements Node {

    /** A scalar that stands on one line as it is. */
    public Scalar(String text, boolean quoted, Location location) {
      this(text, quoted, location, TextPlaces.ON_ONE_LINE);
    }

    /** Two scalars at one place with one text are one, however the text was written. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Scalar that
          && text.equals(that.text)
          && quoted == that.quoted
          && location.equals(that.location);
    }

    @Override
    public int hashCode() {
      return Objects.hash(text, quoted, location);
    }

    /** Whether it is YAML's null: nothing, {@code ~} or {@code null}, not quoted. */
    public boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /**
   * A list.
   *
   * @param items its items, in order
   * @param location where it starts
   */
  record Items(List<Node> items, Location location) implements Node {
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A map with unique keys.
   *
   * @param entries its entries, in order
   * @param location where it starts
   */
  record Fields(Map<String, Entry> entries, Location location) implements Node {
    public Fields {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** No entries. */
    public static Fields none(Location location) {
      return new Fields(Map.of(), location);
    }
  }

  /**
   * An entry of a map.
   *
   * @param key where the key stands
   * @param value the value
   */
  record Entry(Location key, Node value) {}
}
