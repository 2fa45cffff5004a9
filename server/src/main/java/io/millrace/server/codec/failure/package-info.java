/** Failure records and their bytes: {@code schemas/failure.avsc}, in JSON and in Avro. */
@NullMarked
package io.millrace.server.codec.failure;

import org.jspecify.annotations.NullMarked;
