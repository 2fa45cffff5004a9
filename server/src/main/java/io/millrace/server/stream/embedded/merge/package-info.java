/** Merges old segments of which little is wanted: {@code docs/adr/0007-merged-segments.md}. */
@NullMarked
package io.millrace.server.stream.embedded.merge;

import org.jspecify.annotations.NullMarked;
