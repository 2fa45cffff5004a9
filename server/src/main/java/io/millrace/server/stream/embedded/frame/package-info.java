/** The bytes of the log: compressed blocks, the frames that hold them, the head of a segment. */
@NullMarked
package io.millrace.server.stream.embedded.frame;

import org.jspecify.annotations.NullMarked;
