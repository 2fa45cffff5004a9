package io.millrace.server.http;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells how the server is. Called by the thread of a connection: it never waits. */
@FunctionalInterface
public interface HealthSource {

  /** How the server is at the moment. */
  Health health();

  /**
   * How the server is.
   *
   * @param components its parts, in the order in which people want to read them
   */
  record Health(List<Component> components) {
    public Health {
      components = List.copyOf(components);
    }

    /** Whether it can do its work: no part is down. */
    public boolean ready() {
      return components.stream().noneMatch(component -> component.state() == State.DOWN);
    }
  }

  /**
   * A part of the server.
   *
   * @param name such as {@code backend} or {@code pipeline check-orders}
   * @param state how it is
   * @param reasons why it is not as it should be, for people; empty if it is
   * @param lag how many records it is behind, by the partitions that it reads, such as {@code
   *     orders/0}; empty if it reads none
   */
  record Component(String name, State state, List<String> reasons, SortedMap<String, Long> lag) {
    public Component {
      reasons = List.copyOf(reasons);
      lag = Collections.unmodifiableSortedMap(new TreeMap<>(lag));
    }

    /** One that reads no stream. */
    public Component(String name, State state, List<String> reasons) {
      this(name, state, reasons, Collections.emptySortedMap());
    }
  }

  /** How a part is. */
  enum State {
    /** As it should be. */
    UP,
    /** It works, but not as it should, or it waits for something that may come back. */
    DEGRADED,
    /** It cannot work. */
    DOWN
  }
}
