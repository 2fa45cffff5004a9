/** Topology YAML into a validated, immutable {@code Topology}; no live objects. */
@NullMarked
package io.millrace.server.topology;

import org.jspecify.annotations.NullMarked;
