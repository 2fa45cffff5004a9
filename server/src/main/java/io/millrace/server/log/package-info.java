/** What the log says, how and where; only logback calls it. */
@NullMarked
package io.millrace.server.log;

import org.jspecify.annotations.NullMarked;
