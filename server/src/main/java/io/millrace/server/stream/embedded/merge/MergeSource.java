package io.millrace.server.stream.embedded.merge;

import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.BlockIndex;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

/** The blocks of one segment that a merge keeps, partition by partition, in offset order. */
final class MergeSource implements Iterator<Map.Entry<Long, Found>> {

  private final LogFiles files;
  private final Segment segment;
  private final MergePlan plan;
  private final Deque<Map.Entry<Long, BlockIndex>> left;
  private int n;

  MergeSource(LogFiles files, Segment segment, SegmentIndex index, MergePlan plan) {
    this.files = files;
    this.segment = segment;
    this.plan = plan;
    left = new ArrayDeque<>(index.partitions().entrySet());
    skip();
  }

  LogFile open() throws IOException {
    return files.openToRead(SegmentHeader.fileName(segment.id()));
  }

  @Override
  public boolean hasNext() {
    return !left.isEmpty();
  }

  @Override
  public Map.Entry<Long, Found> next() {
    Map.Entry<Long, BlockIndex> partition = left.getFirst();
    Found found = partition.getValue().get(n++);
    skip();
    return Map.entry(partition.getKey(), found);
  }

  /** Goes to the next block that is kept. */
  private void skip() {
    while (!left.isEmpty()) {
      Map.Entry<Long, BlockIndex> partition = left.getFirst();
      BlockIndex blocks = partition.getValue();
      while (n < blocks.length()) {
        if (plan.keeps(partition.getKey(), blocks.get(n))) {
          return;
        }
        n++;
      }
      left.removeFirst();
      n = 0;
    }
  }
}
