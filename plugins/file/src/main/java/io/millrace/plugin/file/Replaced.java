package io.millrace.plugin.file;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of what is kept because its events come again: somebody has reset the offsets. */
final class Replaced {

  private static final Logger log = LoggerFactory.getLogger(Replaced.class);

  private Replaced() {}

  /** A name that no file has yet. */
  static String freeName(Disk disk, Path directory, FileName name) throws IOException {
    String wanted = name.closed() + ".replaced";
    String free = wanted;
    for (int i = 2; disk.exists(directory.resolve(free)); i++) {
      free = wanted + "-" + i;
    }
    return free;
  }

  /** Tells it. */
  static void warn(FileName name, long next, String file, String keptAs) {
    log.warn(
        "{}/{} comes again from offset {}: {} is kept as {}",
        name.stream(),
        name.partition(),
        next,
        file,
        keptAs);
  }
}
