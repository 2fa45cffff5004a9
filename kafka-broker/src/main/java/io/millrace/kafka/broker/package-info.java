/** Real Kafka brokers in processes of their own, for tests and benchmarks. Never shipped. */
@NullMarked
package io.millrace.kafka.broker;

import org.jspecify.annotations.NullMarked;
