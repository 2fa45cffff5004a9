/**
 * The embedded durable log: all streams of a node in one sequence of segment files, a group of
 * commits in one frame, one sync for all of them. The format is in {@code
 * docs/adr/0001-embedded-log.md}.
 */
@NullMarked
package io.millrace.server.stream.embedded;

import org.jspecify.annotations.NullMarked;
