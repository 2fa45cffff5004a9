package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.Node;
import java.util.Optional;

/**
 * One configured use of what a plugin offers.
 *
 * @param kind what it does
 * @param uses the name of the stage factory, such as {@code json-schema}
 * @param name unique in its pipeline; the factory's name if none is given
 * @param settings what stands under {@code with:}
 * @param when if given, events for which it does not hold pass the stage by untouched
 * @param location where {@code uses} stands
 */
public record StageDefinition(
    StageKind kind,
    String uses,
    String name,
    Node.Fields settings,
    Optional<Expression> when,
    Location location) {}
