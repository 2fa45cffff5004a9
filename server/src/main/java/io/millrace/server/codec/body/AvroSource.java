package io.millrace.server.codec.body;

import io.millrace.server.stream.Bytes;
import org.apache.avro.Schema;

/**
 * The bytes an Avro body was read from.
 *
 * @param schema their schema
 * @param value the bytes
 * @param datum the bytes, without what stands around them
 */
public record AvroSource(Schema schema, Bytes value, Bytes datum) {}
