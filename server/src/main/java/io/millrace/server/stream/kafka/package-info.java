/**
 * Streams as topics of a Kafka cluster: a commit is one transaction, and the group protocol deals
 * the partitions to the workers of all servers. The only place for kafka-clients.
 */
@NullMarked
package io.millrace.server.stream.kafka;

import org.jspecify.annotations.NullMarked;
