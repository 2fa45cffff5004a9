/** Streams in memory, for tests of everything above: nothing outlives the process. */
@NullMarked
package io.millrace.server.stream.memory;

import org.jspecify.annotations.NullMarked;
