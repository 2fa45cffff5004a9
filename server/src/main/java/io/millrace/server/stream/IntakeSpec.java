package io.millrace.server.stream;

import java.util.List;

/**
 * One worker's share of some streams.
 *
 * @param group whose offsets are read and committed: the name of a pipeline or sink
 * @param streams the input streams
 * @param worker the number of the worker on this server, from 0
 * @param workers how many workers the group has on this server
 */
public record IntakeSpec(String group, List<String> streams, int worker, int workers) {

  public IntakeSpec {
    streams = List.copyOf(streams);
  }
}
