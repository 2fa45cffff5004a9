package io.millrace.server;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.util.List;

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
   * @throws StoredStreamsException if a stream would have fewer partitions than it has: what is in
   *     the others would be lost to sight
   */
  static void check(Topology topology, Backend backend) throws StoredStreamsException {
    Problems problems = new Problems();
    for (StreamDefinition stream : topology.streams().values()) {
      StreamSpec stored = backend.streams().get(stream.name());
      if (stored != null && stored.partitions() > stream.spec().partitions()) {
        problems.error(
            "topology.partitions",
            stream.location(),
            "the stream '"
                + stream.name()
                + "' is stored with "
                + stored.partitions()
                + " partitions, and cannot have "
                + stream.spec().partitions(),
            mend(stream, stored.partitions()));
      }
    }
    if (problems.hasErrors()) {
      throw new StoredStreamsException(problems.list());
    }
  }

  private static String mend(StreamDefinition stream, int partitions) {
    return stream.declared()
        ? "write 'partitions: " + partitions + "' or more, or give the stream another name"
        : "declare it under 'streams:' as '"
            + stream.name()
            + ": { partitions: "
            + partitions
            + " }', or name another with 'failures:'";
  }
}
