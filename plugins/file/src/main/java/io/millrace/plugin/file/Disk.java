package io.millrace.plugin.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the sink needs of a file system; small, so that tests can crash it at every step. */
interface Disk {

  /** Makes a directory and those above it, durably. */
  void createDirectories(Path directory) throws IOException;

  /** The names in a directory, in no order. */
  List<String> list(Path directory) throws IOException;

  /** Whether there is such a file. */
  boolean exists(Path file) throws IOException;

  /** Opens a file for reading and writing; makes it if it is not there. */
  DiskFile open(Path file) throws IOException;

  /** Renames a file at once; one that has the new name is replaced. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file if it is there. */
  void delete(Path file) throws IOException;

  /** Makes what was created, renamed and deleted in a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Locks a file against other processes; empty if another holds the lock. */
  Optional<Closeable> lock(Path file) throws IOException;

  /** An open file. */
  interface DiskFile extends Closeable {

    /** Its length in bytes. */
    long size() throws IOException;

    /** Bytes from a position on; fewer if it ends before. */
    byte[] read(long position, int length) throws IOException;

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Cuts the file to a length; nothing if it is no longer than that. */
    void truncate(long length) throws IOException;

    /** Makes its content and length durable. */
    void force() throws IOException;
  }
}
