package io.millrace.plugin.file;

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
    return partitions.computeIfAbsent(
        new PartitionKey(stream, partition),
        key -> new PartitionFiles(disk, path, stream, partition));
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
