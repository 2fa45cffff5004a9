/** Files and environment into records: all problems at once, located, with suggestions. */
@NullMarked
package io.millrace.server.config;

import org.jspecify.annotations.NullMarked;
