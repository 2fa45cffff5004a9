/** Whole-process benchmarks: each run is a process of its own, and runs alternate. */
package io.millrace.bench;
