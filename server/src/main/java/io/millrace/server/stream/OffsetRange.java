package io.millrace.server.stream;

/**
 * What a partition holds.
 *
 * @param first the offset of the oldest record that is kept; equal to {@code next} if none is
 * @param next the offset that the next record will get
 */
public record OffsetRange(long first, long next) {}
