/** Workers: poll, process, deliver, commit, drain; retry and back-off. The place for threads. */
@NullMarked
package io.millrace.server.engine;

import org.jspecify.annotations.NullMarked;
