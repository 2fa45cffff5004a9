package io.millrace.dist;

/**
 * A numbered event as it was found in a stream.
 *
 * @param key its shard key
 * @param number its number
 */
record Sighting(String key, long number) {}
