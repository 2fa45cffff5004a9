/** Finds the blocks of a partition, in memory or on disk, and makes batches of them. */
@NullMarked
package io.millrace.server.stream.embedded.read;

import org.jspecify.annotations.NullMarked;
