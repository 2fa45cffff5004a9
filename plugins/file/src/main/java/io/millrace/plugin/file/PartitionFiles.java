package io.millrace.plugin.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The files of one partition, of which the newest may be open. Shared between the workers of a
 * server, since a partition may go from one to another; one of them has it at a time.
 */
final class PartitionFiles {

  private final Disk disk;
  private final Path directory;
  private final String stream;
  private final int partition;
  private Optional<OpenFile> open = Optional.empty();
  private Object holder = this;

  PartitionFiles(Disk disk, Path directory, String stream, int partition) {
    this.disk = disk;
    this.directory = directory;
    this.stream = stream;
    this.partition = partition;
  }

  /** When a file is closed. */
  record RollRule(long size, Duration after, InstantSource clock) {

    /** Keeps the index, which is read as a whole after a crash, small. */
    private static final long MOST_RECORDS = 1_000_000;

    boolean bySize(OpenFile file) {
      return file.length() >= size || file.records() >= MOST_RECORDS;
    }

    boolean byAge(OpenFile file) {
      return byAge(file.created());
    }

    boolean byAge(Instant created) {
      return !clock.instant().isBefore(created.plus(after));
    }
  }

  /**
   * Appends a batch, durably; all below its first offset has been committed.
   *
   * @param sink who has the partition now
   */
  synchronized void append(Object sink, Batch batch, RecordFormat format, RollRule rule)
      throws IOException {
    holder = sink;
    try {
      appendTo(batch, format, rule);
    } catch (IOException | RuntimeException e) {
      letGo();
      throw e;
    }
  }

  private void appendTo(Batch batch, RecordFormat format, RollRule rule) throws IOException {
    if (open.isEmpty() || batch.firstOffset() <= open.get().lastOffset()) {
      letGo();
      open = recover(batch.firstOffset(), format);
    }
    if (open.isPresent() && (rule.bySize(open.get()) || rule.byAge(open.get()))) {
      finish();
    }
    if (open.isEmpty()) {
      FileName name = new FileName(stream, partition, batch.firstOffset(), format.extension());
      Instant now = rule.clock().instant();
      open = Optional.of(OpenFile.create(disk, directory, name, format.header(), now));
    }
    open.get().append(batch);
  }

  private Optional<OpenFile> recover(long next, RecordFormat format) throws IOException {
    disk.syncDirectory(directory); // an earlier one may have failed; what is listed is to stay
    List<String> names = disk.list(directory);
    boolean reset = setAside(names, next);
    Optional<OpenFile> last = Optional.empty();
    for (FileName name : mine(names.stream().map(FileName::parseOpen))) {
      if (last.isPresent()) {
        last.get().finish();
      }
      last = OpenFile.recover(disk, directory, name, next, reset);
    }
    for (FileName index : mine(names.stream().map(FileName::parseIndex))) {
      if (!disk.exists(directory.resolve(index.open()))) {
        disk.delete(directory.resolve(index.index()));
      }
    }
    if (last.isPresent() && !continues(last.get(), format)) {
      last.get().finish();
      return Optional.empty();
    }
    return last;
  }

  private static boolean continues(OpenFile file, RecordFormat format) throws IOException {
    return file.extension().equals(format.extension()) && file.beginsWith(format.header());
  }

  /** Closed files hold what was committed; if that comes again, somebody has reset the offsets. */
  private boolean setAside(List<String> names, long next) throws IOException {
    boolean renamed = false;
    for (FileName name : mine(names.stream().map(FileName::parse))) {
      if (name.offset() >= next) {
        String replaced = Replaced.freeName(disk, directory, name);
        Replaced.warn(name, next, name.closed(), replaced);
        disk.rename(directory.resolve(name.closed()), directory.resolve(replaced));
        renamed = true;
      }
    }
    if (renamed) {
      disk.syncDirectory(directory);
    }
    return renamed;
  }

  private List<FileName> mine(java.util.stream.Stream<Optional<FileName>> names) {
    return names
        .flatMap(Optional::stream)
        .filter(name -> name.isOf(stream, partition))
        .sorted()
        .toList();
  }

  /**
   * Closes the open file if it is due, else notes that all of it has been committed. Only for the
   * holder.
   */
  synchronized void idle(Object sink, RollRule rule) throws IOException {
    if (holder != sink || open.isEmpty()) {
      return;
    }
    if (rule.byAge(open.get())) {
      finish();
    } else {
      open.get().markCommitted();
    }
  }

  /**
   * Closes a file that an earlier run has left open and of which all has been committed, unless an
   * event has come for the partition since: then it has been seen to.
   */
  synchronized void closeLeft(FileName name) throws IOException {
    if (holder == this) {
      Optional<OpenFile> left = OpenFile.recover(disk, directory, name, Long.MAX_VALUE, false);
      if (left.isPresent()) {
        left.get().finish();
      }
    }
  }

  /**
   * Ends the work of the holder.
   *
   * @param committed whether all of the open file is known to have been committed
   */
  synchronized void close(Object sink, boolean committed) throws IOException {
    if (holder != sink) {
      return;
    }
    if (committed && open.isPresent()) {
      finish();
    }
    letGo();
  }

  private void finish() throws IOException {
    OpenFile file = open.orElseThrow();
    open = Optional.empty();
    file.finish();
  }

  private void letGo() {
    open.ifPresent(OpenFile::close);
    open = Optional.empty();
  }
}
