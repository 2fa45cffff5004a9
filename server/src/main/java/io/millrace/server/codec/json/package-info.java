/** JSON, strict: proved in one pass, read where it lies, written back byte for byte. */
@NullMarked
package io.millrace.server.codec.json;

import org.jspecify.annotations.NullMarked;
