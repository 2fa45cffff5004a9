/** The enricher {@code lookup}: fields from a table in a CSV or NDJSON file. */
@NullMarked
package io.millrace.plugin.lookup;

import org.jspecify.annotations.NullMarked;
