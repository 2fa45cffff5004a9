package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import java.util.Optional;

/**
 * One entry of {@code to}.
 *
 * @param stream the output stream
 * @param when the events that go there; empty: all
 * @param location where the stream's name stands
 */
public record Route(String stream, Optional<Expression> when, Location location) {}
