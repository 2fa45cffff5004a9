package io.millrace.plugin.file;

import io.millrace.plugin.file.PartitionFiles.RollRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files that an earlier run left open and of which all is known to have been committed: they
 * are closed when it is time, without waiting for an event. The others wait for one, which tells
 * what was committed. Shared between workers; not safe for many threads.
 */
final class LeftFiles {

  private record LeftFile(FileName name, Instant created, PartitionFiles files) {}

  private final List<LeftFile> files;

  private LeftFiles(List<LeftFile> files) {
    this.files = files;
  }

  /** Looks for them. */
  static LeftFiles find(Disk disk, Path directory, Function<FileName, PartitionFiles> partitions)
      throws IOException {
    List<LeftFile> found = new ArrayList<>();
    for (String entry : disk.list(directory)) {
      Optional<FileName> name = FileName.parseOpen(entry);
      if (name.isPresent()) {
        OpenFile.createdIfCommitted(disk, directory, name.get())
            .map(created -> new LeftFile(name.get(), created, partitions.apply(name.get())))
            .ifPresent(found::add);
      }
    }
    return new LeftFiles(found);
  }

  /** Closes those that are due. */
  void close(RollRule rule) throws IOException {
    for (LeftFile file : List.copyOf(files)) {
      if (rule.byAge(file.created())) {
        close(file);
      }
    }
  }

  /** What cannot be done now is tried again, but for damage: the next event stops at that. */
  private void close(LeftFile file) throws IOException {
    try {
      file.files().closeLeft(file.name());
      files.remove(file);
    } catch (DamagedFileException e) {
      files.remove(file);
      throw e;
    }
  }
}
