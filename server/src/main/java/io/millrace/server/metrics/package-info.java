/** Every meter there is, in one enum; the only place that knows micrometer. */
package io.millrace.server.metrics;
