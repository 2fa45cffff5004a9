/** The enricher {@code stamp}: facts about the server and the record, as fields. */
@NullMarked
package io.millrace.plugin.stamp;

import org.jspecify.annotations.NullMarked;
