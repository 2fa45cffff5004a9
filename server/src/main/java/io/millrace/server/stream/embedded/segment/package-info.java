/** Segments: what all of them add up to, where their blocks stand, how one is made and let go. */
@NullMarked
package io.millrace.server.stream.embedded.segment;

import org.jspecify.annotations.NullMarked;
