package io.millrace.server.http.transport;

import io.millrace.server.metrics.Durations;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.metrics.Tally;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A method and a path, where {@code {name}} stands for any segment, and what answers there. */
public final class Route {

  private final String template;
  private final HttpMethod method;
  private final List<String> segments;
  private final boolean open;
  private final Handler handler;
  private final Metrics metrics;
  private final Durations seconds;
  private final Map<Integer, Tally> requests = new ConcurrentHashMap<>();

  public Route(Metrics metrics, HttpMethod method, String template, boolean open, Handler handler) {
    this.metrics = metrics;
    this.method = method;
    this.template = template;
    this.segments = List.of(template.substring(1).split("/", -1));
    this.open = open;
    this.handler = handler;
    this.seconds = metrics.histogram(Meters.HTTP_REQUEST_SECONDS, name());
  }

  /** For people and for labels. */
  String name() {
    return method + " " + template;
  }

  HttpMethod method() {
    return method;
  }

  /** Whether it can be asked without a token. */
  boolean isOpen() {
    return open;
  }

  /**
   * Whether it tells how the server is, which is needed most when there is too much of all else.
   */
  boolean isVital() {
    return open || template.equals("/metrics");
  }

  Handler handler() {
    return handler;
  }

  boolean hasPath(List<String> path) {
    if (path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith("{") && !segment.equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  void count(int status, long nanos) {
    requests
        .computeIfAbsent(
            status, s -> metrics.counter(Meters.HTTP_REQUESTS, name(), Integer.toString(s)))
        .add(1);
    seconds.record(nanos);
  }
}
