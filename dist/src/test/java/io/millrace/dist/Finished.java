package io.millrace.dist;

/**
 * A command that has ended.
 *
 * @param exitCode what it ended with
 * @param out its standard output
 * @param err its standard error
 */
record Finished(int exitCode, String out, String err) {}
