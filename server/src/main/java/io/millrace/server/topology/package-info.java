/** Topology YAML into a validated, immutable {@code Topology}; no live objects. */
package io.millrace.server.topology;
