/** Avro: single objects, raw, and with its schemas in a registry. */
@NullMarked
package io.millrace.server.codec.avro;

import org.jspecify.annotations.NullMarked;
