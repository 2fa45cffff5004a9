/** What is said of plugins and of what they threw: bounded, and without secrets. */
@NullMarked
package io.millrace.server.plugin.text;

import org.jspecify.annotations.NullMarked;
