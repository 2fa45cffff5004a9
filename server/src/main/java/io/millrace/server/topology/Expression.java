package io.millrace.server.topology;

import io.millrace.server.config.Location;

/**
 * A CEL expression, not compiled yet.
 *
 * @param source its text
 * @param location where the text starts in the YAML
 */
public record Expression(String source, Location location) {}
