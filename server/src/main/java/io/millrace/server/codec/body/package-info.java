/** What a body is in every format: JDK values or bytes, read and changed by path. */
@NullMarked
package io.millrace.server.codec.body;

import org.jspecify.annotations.NullMarked;
