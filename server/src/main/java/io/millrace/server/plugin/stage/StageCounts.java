package io.millrace.server.plugin.stage;

/**
 * What one stage of one worker did since this was last asked for.
 *
 * @param calls how often the plugin was called: once for each event, a sink once for each batch;
 *     not {@link io.millrace.api.Sink#idle} and {@code close}
 * @param succeeded events that it answered with a Right; of a transformer, also those it dropped
 * @param failed events that it answered with a Left, or failed by breaking its contract
 * @param dropped events that a transformer turned into none
 * @param produced events that came out
 * @param thrown calls that threw, {@link io.millrace.api.Sink#idle} included
 * @param sampledCalls how many calls were timed: the first few and one in 64, of a sink all; at
 *     least one if there were any
 * @param sampledNanos how long these took together
 * @param longestNanos how long the longest of these took
 */
public record StageCounts(
    long calls,
    long succeeded,
    long failed,
    long dropped,
    long produced,
    long thrown,
    long sampledCalls,
    long sampledNanos,
    long longestNanos) {}
