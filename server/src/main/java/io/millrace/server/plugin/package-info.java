/** All plugins that were found, by name; under it, how they are loaded and how they are called. */
@NullMarked
package io.millrace.server.plugin;

import org.jspecify.annotations.NullMarked;
