package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamPartition;

/**
 * Records as they will be stored, without offsets yet.
 *
 * @param count how many there are
 * @param timestamp that of the first
 * @param rawBytes how many bytes they have uncompressed
 * @param stored their bytes, compressed if that made them fewer
 * @param crc CRC32C of {@code stored}
 */
public record Block(
    StreamPartition partition, int count, long timestamp, int rawBytes, Bytes stored, int crc) {}
