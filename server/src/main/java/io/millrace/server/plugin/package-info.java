/**
 * Finds, isolates, loads, describes and wraps plugins; the only place for class loaders, and the
 * only code that a plugin is called by.
 */
package io.millrace.server.plugin;
