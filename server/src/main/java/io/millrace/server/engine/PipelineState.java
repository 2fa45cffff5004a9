package io.millrace.server.engine;

/**
 * How a pipeline is doing.
 *
 * @param pipeline its name
 * @param phase in one word
 * @param detail what it waits for or why it failed; empty if there is nothing to say
 * @param lag how many records it is behind, as of about a second ago
 */
public record PipelineState(String pipeline, Phase phase, String detail, long lag) {

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
}
