package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.embedded.file.DirectoryFiles;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.LogState;
import io.millrace.server.stream.embedded.segment.SegmentStarts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Reads all of a data directory and tells what is damaged. It writes nothing and takes no lock; of
 * a directory that a server is writing to, the newest segment may look torn.
 */
public final class EmbeddedVerifier {

  private EmbeddedVerifier() {}

  /**
   * What was found.
   *
   * @param segments what is in each segment, oldest first
   * @param damages what cannot be read any more, a line for each: file, bytes, stream, partition,
   *     offsets
   * @param notes what is worth to know and no damage, such as a tail that was not written whole
   */
  public record Result(List<SegmentReport> segments, List<String> damages, List<String> notes) {

    public Result {
      segments = List.copyOf(segments);
      damages = List.copyOf(damages);
      notes = List.copyOf(notes);
    }

    /** Whether nothing is damaged. */
    public boolean ok() {
      return damages.isEmpty();
    }
  }

  /**
   * What is in one segment.
   *
   * @param file its name
   * @param bytes how many bytes of it are in use
   */
  public record SegmentReport(String file, long frames, long records, long bytes) {}

  /**
   * Verifies a directory.
   *
   * @throws BackendException REFUSED, if it cannot be read, has no segment (a server makes the
   *     first when it makes the directory) or a newer server has written it
   */
  public static Result verify(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BackendException(
          Kind.REFUSED, directory + " is no data directory: give the one in data.directory");
    }
    Result result = verify(new DirectoryFiles(directory));
    if (result.segments().isEmpty()) {
      throw new BackendException(
          Kind.REFUSED,
          directory
              + " has no segments, so it is no data directory: give the one in data.directory");
    }
    return result;
  }

  /** The segments, but those that wait to be deleted, as they were merged into another. */
  private static List<Long> unmerged(LogFiles files) throws IOException {
    NavigableSet<Long> ids = new TreeSet<>();
    files.list().forEach(name -> SegmentHeader.idIn(name).ifPresent(ids::add));
    for (long id : List.copyOf(ids)) {
      SegmentStarts.header(files, id)
          .ifPresent(header -> ids.subSet(header.oldest(), true, id, false).clear());
    }
    return List.copyOf(ids);
  }

  static Result verify(LogFiles files) {
    try {
      List<Long> ids = unmerged(files);
      LogState state = new LogState();
      List<SegmentReport> reports = new ArrayList<>();
      List<String> damages = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        boolean last = i == ids.size() - 1;
        SegmentCheck check = new SegmentCheck(files, ids.get(i), last, state, damages, notes);
        reports.add(check.run());
      }
      return new Result(reports, damages, notes);
    } catch (IOException e) {
      throw new BackendException(
          Kind.REFUSED, "cannot read " + files.place() + ": " + e.getMessage(), e);
    }
  }
}
