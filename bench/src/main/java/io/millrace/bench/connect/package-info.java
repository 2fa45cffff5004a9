/** A peer: the work of {@code enrich} as plugins of Kafka Connect. */
package io.millrace.bench.connect;
