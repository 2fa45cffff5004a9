package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class BytesTest {

  @Property
  void indexOfIsWhatALoopFinds(
      @ForAll @Size(max = 40) byte[] array,
      @ForAll byte wanted,
      @ForAll @IntRange(max = 40) int offset,
      @ForAll @IntRange(max = 40) int length,
      @ForAll @IntRange(max = 40) int from) {
    int start = Math.min(offset, array.length);
    Bytes bytes = Bytes.of(array, start, Math.min(length, array.length - start));
    int n = Math.min(from, bytes.length());

    assertThat(bytes.indexOf(wanted, n)).isEqualTo(found(bytes, wanted, n));
  }

  /** Bytes that differ from the wanted one by a bit or a borrow are where such a search errs. */
  @Property
  void indexOfIsNotMisledByNeighbours(
      @ForAll @Size(max = 24) @IntRange(min = -2, max = 2) int[] steps,
      @ForAll byte wanted,
      @ForAll @IntRange(max = 8) int from) {
    byte[] array = new byte[steps.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) (steps[i] == 2 ? wanted ^ 0x80 : wanted + steps[i]);
    }
    Bytes bytes = Bytes.of(array);
    int n = Math.min(from, bytes.length());

    assertThat(bytes.indexOf(wanted, n)).isEqualTo(found(bytes, wanted, n));
  }

  @Example
  void indexOfStaysWithinTheSlice() {
    Bytes slice = Bytes.utf8("aaaaaaaaaa\nb\n").slice(1, 9);

    assertThat(slice.indexOf((byte) '\n', 0)).isEqualTo(9);
    assertThat(slice.indexOf((byte) '\n', 9)).isEqualTo(9);
  }

  private static int found(Bytes bytes, byte wanted, int from) {
    int at = from;
    while (at < bytes.length() && bytes.get(at) != wanted) {
      at++;
    }
    return at;
  }
}
