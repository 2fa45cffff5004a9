package io.millrace.plugin.split;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the transformer {@code split}.
 *
 * @param field the array
 * @param keep what to copy from the event into each that is made, at the same path
 * @param as where to put the element
 */
public record SplitSettings(
    @Setting("The array to split: an event is made of each element.") FieldPath field,
    @Setting("Fields of the event to copy into each that is made, at the same path.")
        List<FieldPath> keep,
    @Setting("Where to put the element; without it, the element is the body and must be an object.")
        Optional<FieldPath> as) {

  /** Checks that what is kept and the element leave room for each other. */
  public SplitSettings {
    keep = List.copyOf(keep);
    List<FieldPath> targets = new ArrayList<>(keep);
    as.ifPresent(targets::add);
    for (int i = 0; i < targets.size(); i++) {
      checkTarget(targets.get(i), targets.subList(0, i));
    }
  }

  private static void checkTarget(FieldPath target, List<FieldPath> others) {
    if (target.equals(FieldPath.ROOT)) {
      throw new IllegalArgumentException(
          "'keep' and 'as' name fields; the whole body has no room beside it");
    }
    for (int i = 0; i < target.size(); i++) {
      if (target.step(i).isIndex()) {
        throw new IllegalArgumentException(
            "'keep' and 'as' name fields of objects; " + target + " is in an array");
      }
    }
    for (FieldPath other : others) {
      if (target.startsWith(other) || other.startsWith(target)) {
        throw new IllegalArgumentException(
            "'keep' and 'as' put two values at one place: " + other + " and " + target);
      }
    }
  }
}
