/** Whole-process benchmarks: each main is one process that {@code bench/run} starts. */
package io.millrace.bench;
