package io.millrace.server.codec.json;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;

/** Takes JSON arrays apart. */
public final class JsonArrays {

  private JsonArrays() {}

  /**
   * The elements of an array as slices of it, each without the space around it.
   *
   * @param array one JSON text, as strict as a stream's values
   * @param most how many elements are taken; there may be one more in the answer, so that the
   *     caller sees that there are too many
   * @return the elements in order, or why the text is no array of JSON: {@code json.no-array}, or
   *     what is said of values that are no JSON
   */
  public static Either<Failures, List<Bytes>> split(Bytes array, int most) {
    JsonScanner scanner = new JsonScanner(false);
    byte[] bytes = array.array();
    int from = array.offset();
    int to = from + array.length();
    if (!scanner.scan(bytes, from, to)) {
      return Either.left(scanner.fault().describe(bytes, from, to));
    }
    JsonSlice value = scanner.value(bytes);
    if (!value.isArray()) {
      return Failures.left(
          Failure.rejected("json.no-array", "it is " + JsonValues.kind(value) + ", not an array"));
    }
    List<Bytes> elements = new ArrayList<>();
    JsonMembers members = new JsonMembers(value);
    while (elements.size() <= most && members.next()) {
      elements.add(array.slice(members.from() - from, members.to() - members.from()));
    }
    return Either.right(elements);
  }
}
