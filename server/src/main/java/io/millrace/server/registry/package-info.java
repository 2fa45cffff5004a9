/** Asks a schema registry over HTTP, and remembers its answers; knows nothing of Avro. */
@NullMarked
package io.millrace.server.registry;

import org.jspecify.annotations.NullMarked;
