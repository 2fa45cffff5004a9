package io.millrace.server.http.transport;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the route of a request. */
public final class Router {

  private final List<Route> routes;

  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * The route of a request; HEAD goes where GET goes.
   *
   * @throws HttpProblem.Refused with 404 or 405
   */
  Route find(Request request) {
    HttpMethod method = request.isHead() ? HttpMethod.GET : request.method();
    boolean pathKnown = false;
    for (Route route : routes) {
      if (route.hasPath(request.path())) {
        pathKnown = true;
        if (route.method().equals(method)) {
          return route;
        }
      }
    }
    throw (pathKnown ? wrongMethod(request) : unknown()).refused();
  }

  private HttpProblem wrongMethod(Request request) {
    String allowed =
        routes.stream()
            .filter(route -> route.hasPath(request.path()))
            .map(route -> route.method().name())
            .distinct()
            .collect(Collectors.joining(", "));
    return HttpProblem.of(
            405,
            "http.method",
            request.method() + " is not possible here.",
            "Use one of: " + allowed + ".")
        .with("Allow: " + allowed);
  }

  private HttpProblem unknown() {
    String known = routes.stream().map(Route::name).collect(Collectors.joining(", "));
    return HttpProblem.of(
        404, "http.path.unknown", "There is nothing at this address.", "There are: " + known + ".");
  }
}
