/** Bytes as words, UTF-8, numbers and times: what every format is read with. */
@NullMarked
package io.millrace.server.codec.text;

import org.jspecify.annotations.NullMarked;
