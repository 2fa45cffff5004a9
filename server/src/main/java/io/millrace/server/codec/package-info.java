/** Record bytes to and from events, and the bytes of failure records; starts no thread. */
@NullMarked
package io.millrace.server.codec;

import org.jspecify.annotations.NullMarked;
