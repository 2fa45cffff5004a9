package io.millrace.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk in memory, for tests of what a disk may do; skips where none may be mounted. */
final class Tmpfs implements AutoCloseable {

  private final Path place;

  private Tmpfs(Path place) {
    this.place = place;
  }

  /**
   * Mounts one; the test is skipped if this process may not.
   *
   * @param options as of {@code mount -o}
   */
  static Tmpfs mount(Path place, String options) throws Exception {
    Files.createDirectories(place);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()),
        "this process may not mount a tmpfs");
    return new Tmpfs(place);
  }

  /** Changes its options. */
  void remount(String options) throws Exception {
    if (!run("mount", "-o", "remount," + options, place.toString())) {
      throw new AssertionError("cannot remount " + place + " with " + options);
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Override
  public void close() throws Exception {
    if (!run("umount", place.toString())) {
      throw new AssertionError("cannot unmount " + place);
    }
  }
}
