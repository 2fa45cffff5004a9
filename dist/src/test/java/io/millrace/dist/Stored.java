package io.millrace.dist;

/**
 * A record as a server shows it.
 *
 * @param partition its partition
 * @param offset its offset in it
 * @param value its value, text of UTF-8 as it stands
 */
record Stored(int partition, long offset, String value) {}
