package io.millrace.server.config.bind;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What settings may refer to.
 *
 * @param environment looks an environment variable up, for {@code ${env:NAME}}
 * @param directories where relative paths are looked for, in order; the last is the server's home
 */
public record BindingContext(
    Function<String, Optional<String>> environment, List<Path> directories) {

  public BindingContext {
    directories = List.copyOf(directories);
  }

  /**
   * For settings of a file: relative paths are looked for beside it, then in the home.
   *
   * @param environment looks an environment variable up
   * @param beside the directory of the YAML file
   * @param home the server's home
   */
  public static BindingContext of(
      Function<String, Optional<String>> environment, Path beside, Path home) {
    return new BindingContext(environment, List.of(beside, home));
  }

  /** The variables of this process. */
  public static Function<String, Optional<String>> processEnvironment() {
    return name -> Optional.ofNullable(System.getenv(name));
  }

  /**
   * A path as it was meant: an absolute one as it is; a relative one in the first directory where
   * it exists. One that is in none is to be made in the first: there it is found again, whatever is
   * made in the others later.
   *
   * @throws java.nio.file.InvalidPathException if it is no path
   */
  public Path resolve(String path) {
    List<Path> candidates =
        directories.stream()
            .map(directory -> directory.toAbsolutePath().resolve(path).normalize())
            .toList();
    return candidates.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseGet(() -> candidates.isEmpty() ? Path.of(path).toAbsolutePath() : candidates.get(0));
  }
}
