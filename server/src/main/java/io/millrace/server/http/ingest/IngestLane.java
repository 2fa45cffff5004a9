package io.millrace.server.http.ingest;

import io.millrace.server.http.transport.Loop;
import io.millrace.server.stream.Backend;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What one loop needs for ingest. For the thread of the loop. */
final class IngestLane {

  private final IngestBatch batch;
  private final Topology topology;
  private final Function<StreamDefinition, IngestTarget> targets;
  private final Map<String, IngestTarget> known = new HashMap<>();

  IngestLane(
      Loop loop,
      Backend backend,
      Topology topology,
      Function<StreamDefinition, IngestTarget> targets) {
    this.batch = new IngestBatch(loop, backend, System::currentTimeMillis);
    this.topology = topology;
    this.targets = targets;
  }

  IngestBatch batch() {
    return batch;
  }

  IngestTarget target(String stream) {
    IngestTarget target = known.get(stream);
    if (target == null) {
      target = targets.apply(topology.streams().get(stream));
      known.put(stream, target);
    }
    return target;
  }
}
