package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.topology.TopologySettings.RouteKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code from} and {@code to}. */
final class RouteReader {

  private static final String TO = "write a stream, a list of streams, or { stream: …, when: … }";

  private final KeyReader reader;

  RouteReader(KeyReader reader) {
    this.reader = reader;
  }

  /** The input streams: each without a condition. */
  List<Route> from(Optional<Node> from, Location pipeline) {
    List<Route> inputs = new ArrayList<>();
    for (Node item : items(from, "from", pipeline)) {
      if (item instanceof Node.Scalar scalar && !scalar.isNull()) {
        inputs.add(new Route(scalar.text(), Optional.empty(), scalar.location()));
      } else {
        wrong(item.location(), "this is no stream's name", "write a stream, or a list of streams");
      }
    }
    return unique(inputs, "from", "remove one of them");
  }

  /** The routes to output streams. */
  List<Route> to(Optional<Node> to, Location pipeline) {
    List<Route> routes = new ArrayList<>();
    for (Node item : items(to, "to", pipeline)) {
      route(item).ifPresent(routes::add);
    }
    return unique(routes, "to", "keep one, and join the conditions with '||'");
  }

  private List<Node> items(Optional<Node> node, String key, Location pipeline) {
    if (node.isEmpty()) {
      wrong(pipeline, "there is no '" + key + "'", "add '" + key + ":' with a stream");
      return List.of();
    }
    if (!(node.get() instanceof Node.Items list)) {
      return List.of(node.get());
    }
    if (list.items().isEmpty()) {
      wrong(list.location(), "'" + key + "' is empty", "write a stream");
    }
    return list.items();
  }

  private Optional<Route> route(Node item) {
    if (item instanceof Node.Scalar scalar && !scalar.isNull()) {
      return Optional.of(new Route(scalar.text(), Optional.empty(), scalar.location()));
    }
    if (!(item instanceof Node.Fields fields)) {
      wrong(item.location(), "this is no route", TO);
      return Optional.empty();
    }
    Optional<RouteKeys> keys = reader.keys(fields, RouteKeys.class);
    if (keys.isPresent() && keys.get().stream().isEmpty()) {
      wrong(fields.location(), "the route has no stream", "add 'stream:' with a stream");
      return Optional.empty();
    }
    return keys.map(
        found -> {
          Node.Scalar stream = found.stream().orElseThrow();
          return new Route(stream.text(), reader.condition(found.when()), stream.location());
        });
  }

  private List<Route> unique(List<Route> routes, String key, String mend) {
    Set<String> seen = new HashSet<>();
    for (Route route : routes) {
      if (!seen.add(route.stream())) {
        wrong(route.location(), "'" + route.stream() + "' is twice in '" + key + "'", mend);
      }
    }
    return routes;
  }

  private void wrong(Location at, String message, String mend) {
    reader.problems().error("topology.route", at, message, mend);
  }
}
