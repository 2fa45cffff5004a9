package io.millrace.plugin.file;

import io.millrace.plugin.file.PartitionFiles.RollRule;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A directory that one sink writes to, with as many workers as it has. Safe for many threads. */
final class SinkDirectory {

  static final String LOCK = ".millrace-file.lock";

  private final Disk disk;
  private final Path path;
  private final String owner;
  private final Map<PartitionKey, PartitionFiles> partitions = new ConcurrentHashMap<>();
  private Optional<Closeable> lock = Optional.empty();
  private Optional<LeftFiles> left = Optional.empty();
  private int users;

  SinkDirectory(Disk disk, Path path, String owner) {
    this.disk = disk;
    this.path = path;
    this.owner = owner;
  }

  private record PartitionKey(String stream, int partition) {}

  /** The sink that has the directory: its pipeline and stage. */
  String owner() {
    return owner;
  }

  synchronized void use() {
    users++;
  }

  /** Ends one use; the last one gives the lock back. Returns whether it was the last. */
  synchronized boolean release() throws IOException {
    users--;
    if (users > 0) {
      return false;
    }
    Optional<Closeable> held = lock;
    lock = Optional.empty();
    left = Optional.empty();
    partitions.clear();
    if (held.isPresent()) {
      held.get().close();
    }
    return true;
  }

  /**
   * The files of a partition.
   *
   * @throws DirectoryInUseException if another server has the directory
   */
  PartitionFiles partition(String stream, int partition) throws IOException {
    acquire();
    return files(stream, partition);
  }

  private PartitionFiles files(String stream, int partition) {
    return partitions.computeIfAbsent(
        new PartitionKey(stream, partition),
        key -> new PartitionFiles(disk, path, stream, partition));
  }

  /** Closes what an earlier run left open, where all of it was committed and it is time. */
  synchronized void closeLeft(RollRule rule) throws IOException {
    if (left.isEmpty()) {
      if (!disk.exists(path)) {
        return;
      }
      try {
        acquire();
      } catch (DirectoryInUseException e) {
        return; // the next event says so
      }
      left =
          Optional.of(LeftFiles.find(disk, path, name -> files(name.stream(), name.partition())));
    }
    left.get().close(rule);
  }

  private synchronized void acquire() throws IOException {
    if (lock.isPresent()) {
      return;
    }
    disk.createDirectories(path);
    lock = disk.lock(path.resolve(LOCK));
    if (lock.isEmpty()) {
      throw new DirectoryInUseException(path);
    }
  }

  /** Another server, or another copy of this plugin, writes to the directory. */
  static final class DirectoryInUseException extends IOException {

    private static final long serialVersionUID = 1;

    DirectoryInUseException(Path path) {
      super(path + " is in use by another server: give each server a directory of its own");
    }
  }
}
