package io.millrace.server;

import io.millrace.server.engine.Engine;
import io.millrace.server.engine.PipelineState;
import io.millrace.server.http.HealthSource;
import io.millrace.server.stream.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The health of the backend and of each pipeline. Safe for many threads. */
final class ServerHealth implements HealthSource {

  private final Engine engine;
  private final Backend backend;

  ServerHealth(Engine engine, Backend backend) {
    this.engine = engine;
    this.backend = backend;
  }

  @Override
  public Health health() {
    List<Component> components = new ArrayList<>();
    List<String> complaints = backend.complaints();
    components.add(
        new Component("backend", complaints.isEmpty() ? State.UP : State.DEGRADED, complaints));
    engine.states().forEach(state -> components.add(component(state)));
    return new Health(components);
  }

  private static Component component(PipelineState state) {
    List<String> reasons = state.detail().isEmpty() ? List.of() : List.of(state.detail());
    SortedMap<String, Long> lag = new TreeMap<>();
    state.lags().forEach((partition, records) -> lag.put(partition.toString(), records));
    return new Component("pipeline " + state.pipeline(), state(state.phase()), reasons, lag);
  }

  private static State state(PipelineState.Phase phase) {
    return switch (phase) {
      case RUNNING -> State.UP;
      case WAITING -> State.DEGRADED;
      case STARTING, FAILED, STOPPED -> State.DOWN;
    };
  }
}
