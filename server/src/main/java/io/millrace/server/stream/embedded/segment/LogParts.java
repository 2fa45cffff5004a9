package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.file.LogFiles;

/**
 * What the committer and the readers share.
 *
 * @param state what all frames add up to
 * @param segments which segments there are
 * @param indexes where blocks stand
 * @param appended the blocks appended last
 */
public record LogParts(
    LogState state, Segments segments, Indexes indexes, AppendedBlocks appended) {

  public static LogParts empty(LogFiles files, long cacheBytes) {
    return new LogParts(
        new LogState(),
        new Segments(),
        new Indexes(files, cacheBytes / 4),
        new AppendedBlocks(cacheBytes / 2));
  }
}
