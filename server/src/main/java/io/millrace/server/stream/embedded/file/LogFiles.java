package io.millrace.server.stream.embedded.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The files of one data directory. Tests put a simulated one here that loses what was not synced.
 */
public interface LogFiles {

  /** The names of all files, in no order. */
  List<String> list() throws IOException;

  /** Makes an empty file for reading and writing; what has this name already is replaced. */
  LogFile create(String name) throws IOException;

  /** Opens a file for reading and writing. */
  LogFile open(String name) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  LogFile openToRead(String name) throws IOException;

  /** Renames a file; what has the new name is replaced, atomically. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Makes names that came and went durable. */
  void syncDirectory() throws IOException;

  /** How many bytes can still be written here, about. */
  long room() throws IOException;

  /**
   * Makes sure that no other process writes here.
   *
   * @return gives the lock back
   * @throws io.millrace.server.stream.BackendException REFUSED, if another does
   */
  Closeable lock() throws IOException;

  /** For people: where the files are. */
  String place();
}
