package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Topologies that are written into a directory and read from there. */
record TestingTopologies(Path home) {

  static TestingTopologies in(Path home) {
    return new TestingTopologies(home);
  }

  /** The file that {@link #loaded} and {@link #problemsOf} write. */
  String file() {
    return home.resolve("t.yaml").toString();
  }

  TopologyLoader loader() {
    return new TopologyLoader(name -> Optional.empty(), home);
  }

  Topology loaded(String yaml) throws IOException {
    Problems problems = new Problems();
    Optional<Topology> topology = loader().load(write("t.yaml", yaml), problems);
    assertThat(problems.list()).filteredOn(Problem::isError).isEmpty();
    return topology.orElseThrow();
  }

  List<String> problemsOf(String yaml) throws IOException {
    Problems problems = new Problems();
    assertThat(loader().load(write("t.yaml", yaml), problems)).isEmpty();
    return problems.list().stream()
        .filter(Problem::isError)
        .map(problem -> problem.toString().substring(file().length() + 1))
        .toList();
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }
}
