/** The files of a data directory, and the rest of what the log meets of the world. */
@NullMarked
package io.millrace.server.stream.embedded.file;

import org.jspecify.annotations.NullMarked;
