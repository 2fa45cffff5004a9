package io.millrace.server.engine;

import io.millrace.server.stream.Limits;
import java.time.Duration;

/**
 * What the engine may take and how long it waits.
 *
 * @param workers how many workers a pipeline gets that names no number; never more than there are
 *     input partitions
 * @param round how much a worker polls at once
 * @param roundOutputBytes after how many bytes of output a round is committed early
 * @param commitsInFlight how many commits of a worker may be under way while it goes on
 * @param retryInitial the first pause after something was unavailable
 * @param retryMax the longest pause
 * @param maxFanOut the most events that may come of one
 * @param callTimeout how long one call into a plugin may take
 * @param drainTimeout how long a stop waits for what is in hand
 */
public record EngineSettings(
    int workers,
    Limits round,
    long roundOutputBytes,
    int commitsInFlight,
    Duration retryInitial,
    Duration retryMax,
    int maxFanOut,
    Duration callTimeout,
    Duration drainTimeout) {}
