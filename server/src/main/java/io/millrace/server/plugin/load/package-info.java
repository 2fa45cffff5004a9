/**
 * From a file in the plugins directory to a plugin that is loaded, or to what is wrong with it; the
 * only place for class loaders.
 */
@NullMarked
package io.millrace.server.plugin.load;

import org.jspecify.annotations.NullMarked;
