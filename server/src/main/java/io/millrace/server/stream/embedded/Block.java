package io.millrace.server.stream.embedded;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;

/**
 * Records as they will be stored, without offsets yet.
 *
 * @param records the records, uncompressed
 * @param stored their bytes, compressed if that made them fewer
 * @param crc CRC32C of {@code stored}
 */
record Block(StreamPartition partition, Records records, Bytes stored, int crc) {}
