package io.millrace.server.config.bind;

import io.millrace.server.config.problem.Location;

/**
 * A scalar with everything substituted.
 *
 * @param value what it is
 * @param shown how messages name it: never a secret, never what was substituted
 * @param quoted whether it was quoted
 * @param location where it stands
 */
record Text(String value, String shown, boolean quoted, Location location) {}
