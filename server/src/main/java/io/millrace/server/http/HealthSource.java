package io.millrace.server.http;

import java.util.List;

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
   */
  record Component(String name, State state, List<String> reasons) {
    public Component {
      reasons = List.copyOf(reasons);
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
