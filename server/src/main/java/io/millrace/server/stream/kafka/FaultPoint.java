package io.millrace.server.stream.kafka;

/** Where tests stop a worker between a poll and the answer to its commit. */
enum FaultPoint {
  /** The worker has records, and nothing is processed yet. */
  POLLED,
  /** One half of a transaction's records is on its way. */
  HALF_SENT,
  /** All of its records are, the offsets are not. */
  SENT,
  /** The brokers have the offsets, the transaction is open. */
  OFFSETS_SENT,
  /** The transaction is committed, and nobody has been told. */
  COMMITTED
}
