/** The streams of the topology over HTTP: which there are, their records and events. */
@NullMarked
package io.millrace.server.http.streams;

import org.jspecify.annotations.NullMarked;
