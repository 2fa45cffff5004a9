/** Pure: a record in, an {@code Outcome} out. No threads, no clock, no input or output. */
@NullMarked
package io.millrace.server.pipeline;

import org.jspecify.annotations.NullMarked;
