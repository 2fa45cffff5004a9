/** Connections, requests, answers and their limits; knows nothing of streams. */
@NullMarked
package io.millrace.server.http.transport;

import org.jspecify.annotations.NullMarked;
