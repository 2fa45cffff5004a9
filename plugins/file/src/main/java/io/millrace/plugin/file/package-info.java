/** The sink {@code file}: NDJSON or Avro files that hold exactly what was committed. */
package io.millrace.plugin.file;
