/**
 * Ingest, reading, events, metrics, health and administration over HTTP; the only place for Netty.
 */
@NullMarked
package io.millrace.server.http;

import org.jspecify.annotations.NullMarked;
