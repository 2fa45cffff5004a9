/** Every meter there is, in one enum; the only place that knows micrometer. */
@NullMarked
package io.millrace.server.metrics;

import org.jspecify.annotations.NullMarked;
