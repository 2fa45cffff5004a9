package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a topology: one, or those of a directory in the order of their names. */
final class TopologyFiles {

  private TopologyFiles() {}

  static List<Path> list(Path fileOrDirectory, Problems problems) {
    if (!Files.isDirectory(fileOrDirectory)) {
      return List.of(fileOrDirectory);
    }
    Location at = new Location(fileOrDirectory.toString(), 1, 1);
    try (Stream<Path> files = Files.list(fileOrDirectory)) {
      List<Path> found = files.filter(TopologyFiles::isYaml).sorted().toList();
      if (found.isEmpty()) {
        problems.error(
            "topology.no-files", at, "there is no .yaml file in the directory", "name another");
      }
      return found;
    } catch (IOException e) {
      problems.error(
          "topology.no-files", at, "the directory cannot be read", "check its permissions");
      return List.of();
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }
}
