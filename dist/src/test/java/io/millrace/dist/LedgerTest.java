package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of the tests that kill sees each fault that is planted. */
final class LedgerTest {

  private final Ledger ledger = new Ledger(number -> number % 2 == 0);

  @BeforeEach
  void send() {
    ledger.acknowledge(List.of(1L, 2L, 3L));
    ledger.doubt(List.of(4L, 5L));
  }

  private static List<Sighting> of(long... numbers) {
    return Arrays.stream(numbers).mapToObj(n -> new Sighting("k", n)).toList();
  }

  @Test
  void allIsWell() {
    assertThat(ledger.complaints(of(1, 3), of(2))).isEmpty();
    assertThat(ledger.complaints(of(1, 3, 5), of(2, 4))).isEmpty();
  }

  @Test
  void aLoss() {
    assertThat(ledger.complaints(of(1), of(2))).containsExactly("3 was acknowledged and is lost");
  }

  @Test
  void aRepeat() {
    assertThat(ledger.complaints(of(1, 3, 3), of(2))).containsExactly("3 is there 2 times");
    assertThat(ledger.complaints(of(1, 3, 5, 5), of(2))).containsExactly("5 is there 2 times");
  }

  @Test
  void bothPlaces() {
    assertThat(ledger.complaints(of(1, 3), of(2, 3)))
        .containsExactly("3 should not be in the failure stream", "3 is there 2 times");
  }

  @Test
  void anotherOrder() {
    assertThat(ledger.complaints(of(3, 1), of(2))).containsExactly("1 comes behind 3 of key k");
  }

  @Test
  void anInvention() {
    assertThat(ledger.complaints(of(1, 3, 7), of(2))).containsExactly("7 was never sent");
  }
}
