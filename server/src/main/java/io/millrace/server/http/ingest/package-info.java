/** Events that clients send: read, appended in batches, once for each idempotency key. */
@NullMarked
package io.millrace.server.http.ingest;

import org.jspecify.annotations.NullMarked;
