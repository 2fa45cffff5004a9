/** YAML, within limits, as a tree that knows the line and column of everything in it. */
@NullMarked
package io.millrace.server.config.yaml;

import org.jspecify.annotations.NullMarked;
