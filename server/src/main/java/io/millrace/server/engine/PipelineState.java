package io.millrace.server.engine;

import io.millrace.server.stream.StreamPartition;
import java.util.Map;

/**
 * How a pipeline is doing.
 *
 * @param pipeline its name
 * @param phase in one word
 * @param detail what it waits for or why it failed; empty if there is nothing to say
 * @param lags how many records it is behind, as of about a second ago, by the partitions that this
 *     server has
 */
public record PipelineState(
    String pipeline, Phase phase, String detail, Map<StreamPartition, Long> lags) {

  public PipelineState {
    lags = Map.copyOf(lags);
  }

  /** In one word. */
  public enum Phase {
    RUNNING,
    /** It has just been started, and its workers do not know yet which partitions are theirs. */
    STARTING,
    /**
     * Something it needs is unavailable and is tried again; or some of its partitions are damaged.
     */
    WAITING,
    /** It does not run; the detail tells why. */
    FAILED,
    STOPPED
  }

  /** How many records it is behind in all. */
  public long lag() {
    return lags.values().stream().mapToLong(Long::longValue).sum();
  }
}
