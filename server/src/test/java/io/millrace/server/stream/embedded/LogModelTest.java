package io.millrace.server.stream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.embedded.LogModel.Content;
import io.millrace.server.stream.embedded.LogModel.Unit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker is checked: it must see a loss, a repeat, a reorder and a torn pair. */
class LogModelTest {

  private static final StreamPartition A = new StreamPartition("a", 0);
  private static final StreamPartition B = new StreamPartition("b", 0);

  private final LogModel model = new LogModel();

  @BeforeEach
  void send() {
    model.sent(new Unit(1, Map.of(A, List.of("x"), B, List.of("X")), Map.of(A, 1L)));
    model.sent(new Unit(2, Map.of(A, List.of("y")), Map.of(A, 2L)));
    model.allSafe();
    model.sent(new Unit(3, Map.of(A, List.of("z"), B, List.of("Z")), Map.of(A, 3L)));
  }

  @Test
  void whatWasNotAcknowledgedIsThereOrNot() {
    assertThat(model.accept(content(List.of("x", "y", "z"), List.of("X", "Z"), 3))).isEmpty();
    assertThat(model.accept(content(List.of("x", "y"), List.of("X"), 2))).isEmpty();
  }

  @Test
  void aLossIsSeen() {
    assertThat(model.accept(content(List.of("x"), List.of("X"), 1))).isPresent();
    assertThat(model.accept(content(List.of("x", "y"), List.of(), 2))).isPresent();
  }

  @Test
  void aRepeatIsSeen() {
    assertThat(model.accept(content(List.of("x", "y", "y"), List.of("X"), 2))).isPresent();
  }

  @Test
  void aReorderIsSeen() {
    assertThat(model.accept(content(List.of("y", "x"), List.of("X"), 2))).isPresent();
  }

  @Test
  void aTornPairIsSeen() {
    assertThat(model.accept(content(List.of("x", "y", "z"), List.of("X"), 3))).isPresent();
    assertThat(model.accept(content(List.of("x", "y", "z"), List.of("X", "Z"), 2))).isPresent();
  }

  @Test
  void whatWasRefusedMustNotBeThere() {
    model.refused(new Unit(3, Map.of(), Map.of()));
    assertThat(model.accept(content(List.of("x", "y", "z"), List.of("X", "Z"), 3))).isPresent();
  }

  private static Content content(List<String> a, List<String> b, long offset) {
    return new Content(Map.of(A, 0L, B, 0L), Map.of(A, a, B, b), Map.of(A, offset));
  }
}
