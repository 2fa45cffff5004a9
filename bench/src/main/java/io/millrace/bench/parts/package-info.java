/** The parts of the hot path one by one, with JMH: {@code bench/parts}. */
package io.millrace.bench.parts;
