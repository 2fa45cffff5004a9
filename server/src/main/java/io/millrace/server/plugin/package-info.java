/**
 * Finds, isolates, loads, describes and wraps plugins; the only place for class loaders, and the
 * only code that a plugin is called by.
 */
@NullMarked
package io.millrace.server.plugin;

import org.jspecify.annotations.NullMarked;
