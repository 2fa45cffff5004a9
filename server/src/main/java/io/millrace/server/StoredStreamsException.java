package io.millrace.server;

import static java.util.Objects.requireNonNull;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.util.List;
import java.util.Map;

/** The topology does not fit the streams that are stored. */
public final class StoredStreamsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  private StoredStreamsException(List<Problem> problems) {
    super(problems.toString());
    this.problems = problems;
  }

  /** What is wrong, at its places in the topology. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Compares the topology with what is stored.
   *
   * @throws StoredStreamsException if it differs so that the streams could not be declared
   */
  static void check(Topology topology, Backend backend) throws StoredStreamsException {
    Problems problems = new Problems();
    Map<String, StreamDefinition> streams = topology.streams();
    List<StreamSpec> specs = streams.values().stream().map(StreamDefinition::spec).toList();
    for (StreamDifference difference : backend.differences(specs)) {
      StreamDefinition stream = requireNonNull(streams.get(difference.stream()));
      problems.error(
          difference.partitions().isPresent() ? "topology.partitions" : "topology.stored",
          stream.location(),
          "the stream '" + stream.name() + "' " + difference.what(),
          mend(stream, difference));
    }
    if (problems.hasErrors()) {
      throw new StoredStreamsException(problems.list());
    }
  }

  private static String mend(StreamDefinition stream, StreamDifference difference) {
    if (difference.partitions().isEmpty()) {
      return difference.mend();
    }
    int partitions = difference.partitions().getAsInt();
    return stream.declared()
        ? "write 'partitions: " + partitions + "' or more, or give the stream another name"
        : "declare it under 'streams:' as '"
            + stream.name()
            + ": { partitions: "
            + partitions
            + " }', or name another with 'failures:'";
  }
}
