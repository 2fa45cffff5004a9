/** picocli commands: the place for argument parsing and exit codes. */
@NullMarked
package io.millrace.server.cli;

import org.jspecify.annotations.NullMarked;
