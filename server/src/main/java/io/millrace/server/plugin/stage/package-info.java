/**
 * From a plugin's stage, as the topology wants it, to one that is guarded: whatever it throws,
 * returns or holds on to becomes a failure that names it. The only code that calls a stage.
 */
@NullMarked
package io.millrace.server.plugin.stage;

import org.jspecify.annotations.NullMarked;
