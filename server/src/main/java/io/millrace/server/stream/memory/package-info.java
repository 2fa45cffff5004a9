/** Streams in memory, for tests of everything above: nothing outlives the process. */
package io.millrace.server.stream.memory;
