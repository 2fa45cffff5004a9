/** Settings records: made from what was written, printed, described, as a schema. */
@NullMarked
package io.millrace.server.config.bind;

import org.jspecify.annotations.NullMarked;
