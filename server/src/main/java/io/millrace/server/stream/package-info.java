/** Streams as the core sees them: the backend interface and its value records; raw bytes only. */
package io.millrace.server.stream;
