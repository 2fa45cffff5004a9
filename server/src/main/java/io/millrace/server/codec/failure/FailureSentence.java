package io.millrace.server.codec.failure;

import io.millrace.api.Failure;
import io.millrace.server.codec.text.InstantText;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The one sentence of a failure record that a person reads first. */
final class FailureSentence {

  private static final int MOST_REASONS = 5;
  private static final int LONGEST_REASON = 300;

  private FailureSentence() {}

  /**
   * Such as: At 2015-07-03T12:01:35Z, in production, simple-enricher 1.0 failed to enrich
   * raw-orders/0@428 because shopper.ip is missing.
   */
  static String of(FailureRecord failure) {
    FailureSource source = failure.source();
    StringBuilder out = new StringBuilder(160);
    out.append("At ").append(InstantText.of(failure.at().truncatedTo(ChronoUnit.SECONDS)));
    out.append(", in ").append(source.environment()).append(", ");
    out.append(source.plugin()).append(' ').append(source.pluginVersion());
    out.append(" failed to ").append(source.attempted().verb()).append(' ');
    out.append(failure.position()).append(" because ");
    reasons(failure.failures().list(), out);
    return out.append('.').toString();
  }

  private static void reasons(List<Failure> failures, StringBuilder out) {
    int shown = Math.min(failures.size(), MOST_REASONS);
    for (int i = 0; i < shown; i++) {
      boolean last = i == failures.size() - 1;
      out.append(i == 0 ? "" : last ? "; and " : "; ");
      out.append(reason(failures.get(i).message()));
    }
    int more = failures.size() - shown;
    if (more > 0) {
      out.append("; and ").append(more).append(more == 1 ? " more reason" : " more reasons");
    }
  }

  private static String reason(String message) {
    String reason = ShortText.of(message, LONGEST_REASON).strip();
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }
}
