package io.millrace.server.http.streams;

import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.Request;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;

/** The streams that can be asked for over HTTP: those of the topology. */
public final class StreamDirectory {

  private final Topology topology;
  private final Backend backend;

  public StreamDirectory(Topology topology, Backend backend) {
    this.topology = topology;
    this.backend = backend;
  }

  public Topology topology() {
    return topology;
  }

  public Backend backend() {
    return backend;
  }

  /**
   * The stream that a path names in its second segment.
   *
   * @throws HttpProblem.Refused with 404
   */
  public StreamDefinition stream(Request request) {
    StreamDefinition stream = topology.streams().get(request.path().get(1));
    if (stream == null) {
      throw HttpProblem.of(
              404,
              "http.stream.unknown",
              "There is no stream of this name.",
              "Use one of GET /streams, or add it to the topology.")
          .refused();
    }
    return stream;
  }

  /**
   * The partition that a path names in its fourth segment.
   *
   * @throws HttpProblem.Refused with 404
   */
  StreamPartition partition(Request request) {
    StreamDefinition stream = stream(request);
    int partitions = stream.spec().partitions();
    try {
      int number = Integer.parseInt(request.path().get(3));
      if (number >= 0 && number < partitions) {
        return new StreamPartition(stream.name(), number);
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw HttpProblem.of(
            404,
            "http.partition.unknown",
            "There is no partition of this number.",
            "Use a number from 0 to " + (partitions - 1) + ".")
        .refused();
  }
}
