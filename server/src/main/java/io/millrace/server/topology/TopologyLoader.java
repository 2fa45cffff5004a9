package io.millrace.server.topology;

import io.millrace.server.config.bind.BindingContext;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads a topology from a file or a directory of files; every problem is reported at once. */
public final class TopologyLoader {

  private final Function<String, Optional<String>> environment;
  private final Path home;

  /**
   * A loader.
   *
   * @param environment looks an environment variable up
   * @param home the server's home, where relative paths are looked for second
   */
  public TopologyLoader(Function<String, Optional<String>> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /**
   * Loads a topology.
   *
   * @param fileOrDirectory a YAML file, or a directory whose YAML files are one topology together
   * @param problems takes everything that is wrong, in the order of files and lines
   * @return the topology; empty if there is an error
   */
  public Optional<Topology> load(Path fileOrDirectory, Problems problems) {
    Problems found = new Problems();
    Topology topology = read(fileOrDirectory, found);
    found.list().forEach(problems::add);
    return found.hasErrors() ? Optional.empty() : Optional.of(topology);
  }

  /**
   * Reads a topology as far as it goes, so that the rest of the checks can say what else is wrong.
   *
   * @param fileOrDirectory as for {@link #load}
   * @param problems takes everything that is wrong, in the order of files and lines
   * @return the topology, only good if there is no error: it may name streams that it does not
   *     have, and what is in a file that could not be read is missing
   */
  public Topology read(Path fileOrDirectory, Problems problems) {
    Problems found = new Problems();
    Location start = new Location(fileOrDirectory.toString(), 1, 1);
    TopologySources sources = new TopologySources(start, context(fileOrDirectory), found);
    TopologyFiles.list(fileOrDirectory, found).forEach(sources::add);
    Topology topology = sources.topology();
    found.sorted().forEach(problems::add);
    return topology;
  }

  /** What settings under {@code with:} of such a topology may refer to. */
  public BindingContext context(Path fileOrDirectory) {
    Path absolute = fileOrDirectory.toAbsolutePath();
    Path parent = absolute.getParent();
    Path base = Files.isDirectory(absolute) || parent == null ? absolute : parent;
    return BindingContext.of(environment, base, home);
  }
}
