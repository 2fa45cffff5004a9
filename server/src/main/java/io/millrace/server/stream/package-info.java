/** Streams as the core sees them: the backend interface and its value records; raw bytes only. */
@NullMarked
package io.millrace.server.stream;

import org.jspecify.annotations.NullMarked;
