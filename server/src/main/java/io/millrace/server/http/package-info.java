/**
 * Ingest, reading, events, metrics, health and administration over HTTP; the only place for Netty.
 */
package io.millrace.server.http;
