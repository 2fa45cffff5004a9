package io.millrace.api;

import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * A non-empty, flat list of {@link Failure}: the only Left of the API. Immutable.
 *
 * <p>Combining two gives one flat list, in order.
 */
public final class Failures implements Iterable<Failure> {

  private final List<Failure> list;

  private Failures(List<Failure> list) {
    this.list = list;
  }

  /** One failure. */
  public static Failures of(Failure failure) {
    return new Failures(List.of(failure));
  }

  /**
   * The failures given, in order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Failures of(List<Failure> failures) {
    if (failures.isEmpty()) {
      throw new IllegalArgumentException("Failures are never empty");
    }
    return new Failures(List.copyOf(failures));
  }

  /** A Left of one failure: what most stages answer with. */
  public static <T> Either<Failures, T> left(Failure failure) {
    return Either.left(of(failure));
  }

  /** These failures and then the others, as one flat list. */
  public Failures and(Failures others) {
    List<Failure> all = new ArrayList<>(list.size() + others.list.size());
    all.addAll(list);
    all.addAll(others.list);
    return new Failures(List.copyOf(all));
  }

  /** The failures; never empty, not modifiable. */
  public List<Failure> list() {
    return list;
  }

  /** The first failure. */
  public Failure first() {
    return list.get(0);
  }

  /** How many there are; at least 1. */
  public int size() {
    return list.size();
  }

  /** Whether each of them is of this kind. */
  public boolean all(Failure.Kind kind) {
    for (Failure failure : list) {
      if (failure.kind() != kind) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Iterator<Failure> iterator() {
    return list.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Failures that && list.equals(that.list);
  }

  @Override
  public int hashCode() {
    return Objects.hash(list);
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
