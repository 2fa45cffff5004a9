package io.millrace.dist;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the pipelines of a server have counted since its start.
 *
 * @param input records that came in, by pipeline
 * @param outcomes what became of them, by pipeline and outcome
 */
record Counts(Map<String, Long> input, Map<String, Map<String, Long>> outcomes) {

  private static final Pattern INPUT =
      Pattern.compile("(?m)^millrace_input_records_total\\{pipeline=\"([^\"]*)\"\\} (\\S+)$");
  private static final Pattern OUTCOME =
      Pattern.compile(
          "(?m)^millrace_records_total\\{outcome=\"([^\"]*)\",pipeline=\"([^\"]*)\"\\} (\\S+)$");

  /** Reads an answer of {@code /metrics}. */
  static Counts read(String metrics) {
    Map<String, Long> input = new TreeMap<>();
    Matcher in = INPUT.matcher(metrics);
    while (in.find()) {
      input.put(in.group(1), (long) Double.parseDouble(in.group(2)));
    }
    Map<String, Map<String, Long>> outcomes = new TreeMap<>();
    Matcher out = OUTCOME.matcher(metrics);
    while (out.find()) {
      outcomes
          .computeIfAbsent(out.group(2), pipeline -> new TreeMap<>())
          .put(out.group(1), (long) Double.parseDouble(out.group(3)));
    }
    return new Counts(input, outcomes);
  }

  long input(String pipeline) {
    return input.get(pipeline);
  }

  long of(String pipeline, String outcome) {
    return outcomes.get(pipeline).get(outcome);
  }

  /** The pipelines for which in = succeeded + failed + dropped does not hold. */
  List<String> withoutIdentity() {
    return input.keySet().stream()
        .filter(
            pipeline ->
                input(pipeline)
                    != of(pipeline, "succeeded") + of(pipeline, "failed") + of(pipeline, "dropped"))
        .toList();
  }
}
