package io.millrace.server.stream;

/**
 * Records of one partition, in offset order, as a poll or a read returned them.
 *
 * @param partition where they stand
 * @param records the records; can be iterated once or more, keys and values may share one array
 * @param count how many there are
 * @param bytes about how much memory they hold, uncompressed
 * @param nextOffset the offset to commit, or to read from, when all of them are done; offsets may
 *     have gaps
 */
public record Batch(
    StreamPartition partition,
    Iterable<StreamRecord> records,
    int count,
    long bytes,
    long nextOffset) {}
