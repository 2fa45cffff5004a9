package io.millrace.server.stream.embedded;

import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a log must hold: the units that were stored, in their order. After a crash a log may have
 * lost units from the end, but none that is safe, and no part of one.
 */
final class LogModel {

  private final List<Unit> units = new ArrayList<>();
  private int safe;

  /**
   * What is stored whole or not at all.
   *
   * @param number which one it is
   * @param appends for each partition the values
   * @param offsets what the group commits
   */
  record Unit(
      int number, Map<StreamPartition, List<String>> appends, Map<StreamPartition, Long> offsets) {}

  /**
   * What a log holds.
   *
   * @param firsts the first offset of each partition that is there
   * @param values all values of each partition from there on
   * @param offsets what the group has committed
   */
  record Content(
      Map<StreamPartition, Long> firsts,
      Map<StreamPartition, List<String>> values,
      Map<StreamPartition, Long> offsets) {}

  /** A unit was sent to the log, after all others. */
  void sent(Unit unit) {
    units.add(unit);
  }

  /** A unit cannot be in the log: the log said so. */
  void refused(Unit unit) {
    units.removeIf(sent -> sent.number() == unit.number());
  }

  /** The log must hold all up to here for ever. */
  void allSafe() {
    safe = units.size();
  }

  /** How many units there are. */
  int size() {
    return units.size();
  }

  /** All up to a unit is safe. */
  void safeUpTo(Unit unit) {
    for (int i = safe; i < units.size(); i++) {
      if (units.get(i).number() == unit.number()) {
        safe = i + 1;
        return;
      }
    }
  }

  /**
   * Finds out which units a log holds, and goes on from there.
   *
   * @return what is wrong, if the log holds anything else
   */
  Optional<String> accept(Content content) {
    Map<StreamPartition, List<String>> values = new HashMap<>();
    Map<StreamPartition, Long> offsets = new HashMap<>();
    for (int count = 0; count <= units.size(); count++) {
      if (count > 0) {
        Unit unit = units.get(count - 1);
        unit.appends()
            .forEach((p, more) -> values.computeIfAbsent(p, k -> new ArrayList<>()).addAll(more));
        offsets.putAll(unit.offsets());
      }
      if (count >= safe && matches(content, values, offsets)) {
        units.subList(count, units.size()).clear();
        return Optional.empty();
      }
    }
    return Optional.of(
        "expected between "
            + safe
            + " and "
            + units.size()
            + " units: "
            + shortened(values)
            + " "
            + offsets
            + "\nbut the log holds "
            + shortened(content.values())
            + " from "
            + content.firsts()
            + " "
            + content.offsets());
  }

  private static Map<StreamPartition, List<String>> shortened(
      Map<StreamPartition, List<String>> values) {
    Map<StreamPartition, List<String>> shortened = new TreeMap<>();
    values.forEach(
        (partition, texts) ->
            shortened.put(
                partition, texts.stream().map(text -> text.replaceAll("x.*", "")).toList()));
    return shortened;
  }

  private static boolean matches(
      Content content,
      Map<StreamPartition, List<String>> values,
      Map<StreamPartition, Long> offsets) {
    if (!content.offsets().equals(offsets)) {
      return false;
    }
    for (Map.Entry<StreamPartition, List<String>> held : content.values().entrySet()) {
      List<String> all = values.getOrDefault(held.getKey(), List.of());
      int first = content.firsts().get(held.getKey()).intValue();
      if (first > all.size() || !held.getValue().equals(all.subList(first, all.size()))) {
        return false;
      }
    }
    return content.values().keySet().containsAll(values.keySet());
  }
}
