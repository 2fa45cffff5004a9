package io.millrace.server.stream;

import io.millrace.server.stream.BackendException.Kind;
import java.util.Collection;
import java.util.Map;

/** What every backend on this node refuses before it stores anything. */
public final class AppendCheck {

  private AppendCheck() {}

  /**
   * Checks that partitions exist.
   *
   * @throws BackendException REFUSED, if there is no such partition
   */
  public static void partitions(
      Collection<StreamPartition> partitions, Map<String, StreamSpec> streams) {
    for (StreamPartition partition : partitions) {
      StreamSpec spec = streams.get(partition.stream());
      if (spec == null) {
        throw new BackendException(
            Kind.REFUSED, "there is no stream " + partition.stream() + ": declare it first");
      }
      if (partition.partition() < 0 || partition.partition() >= spec.partitions()) {
        throw new BackendException(
            Kind.REFUSED,
            "there is no partition " + partition + ": it has " + spec.partitions() + " partitions");
      }
    }
  }

  /**
   * Checks that no record is too large.
   *
   * @throws BackendException REFUSED, if one is
   */
  public static void sizes(Map<StreamPartition, Records> appends, int maxRecordBytes) {
    for (Map.Entry<StreamPartition, Records> append : appends.entrySet()) {
      if (append.getValue().boundOfLargest() <= maxRecordBytes) {
        continue;
      }
      for (StreamRecord record : append.getValue()) {
        if (record.bytes() > maxRecordBytes) {
          throw new BackendException(
              Kind.REFUSED,
              "a record of "
                  + record.bytes()
                  + " bytes for "
                  + append.getKey()
                  + " is larger than the limit of "
                  + maxRecordBytes);
        }
      }
    }
  }
}
