/** The sink {@code file}: NDJSON or Avro files that hold exactly what was committed. */
@NullMarked
package io.millrace.plugin.file;

import org.jspecify.annotations.NullMarked;
