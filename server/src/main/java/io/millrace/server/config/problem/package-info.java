/** What is wrong with what was written: where, what, and the edit that mends it. */
@NullMarked
package io.millrace.server.config.problem;

import org.jspecify.annotations.NullMarked;
