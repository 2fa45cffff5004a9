package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static final Failure ONE = Failure.rejected("one", "1");
  private static final Failure TWO = Failure.unavailable("two", "2");
  private static final Failure THREE = Failure.rejected("three", "3");

  @Test
  void combiningGivesOneFlatList() {
    Failures all = Failures.of(ONE).and(Failures.of(List.of(TWO, ONE))).and(Failures.of(THREE));

    assertThat(all.list()).containsExactly(ONE, TWO, ONE, THREE);
    assertThat(all).containsExactlyElementsOf(all.list()).hasToString(all.list().toString());
    assertThat(all.first()).isEqualTo(ONE);
    assertThat(all.size()).isEqualTo(4);
  }

  @Test
  void theyAreNeverEmptyAndNeverChange() {
    List<Failure> list = new ArrayList<>(List.of(ONE));
    Failures failures = Failures.of(list);

    list.clear();

    assertThat(failures.list()).containsExactly(ONE);
    assertThatThrownBy(() -> Failures.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> failures.list().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void equalOnContent() {
    assertThat(Failures.of(ONE).and(Failures.of(TWO)))
        .isEqualTo(Failures.of(List.of(ONE, TWO)))
        .hasSameHashCodeAs(Failures.of(List.of(ONE, TWO)))
        .isNotEqualTo(Failures.of(List.of(TWO, ONE)));
    assertThat(Failures.left(ONE).getLeft()).isEqualTo(Failures.of(ONE));
  }

  @Test
  void allOfAKind() {
    assertThat(Failures.of(List.of(ONE, THREE)).all(Failure.Kind.REJECTED)).isTrue();
    assertThat(Failures.of(List.of(ONE, TWO)).all(Failure.Kind.REJECTED)).isFalse();
  }
}
