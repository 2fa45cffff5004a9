package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The examples of a container and of a unit: what they name is in the distribution, and the server
 * takes the arguments that they give it.
 */
@ExtendWith(DistributionExtension.class)
final class ExamplesIT {

  private static final Pattern INSTALLED = Pattern.compile("/opt/millrace/([\\w./-]+)");

  private final Distribution distribution;

  ExamplesIT(Distribution distribution) {
    this.distribution = distribution;
  }

  private String text(String file) throws IOException {
    return Files.readString(distribution.home().resolve(file));
  }

  /** What stands behind a word at the start of a line, once in the file. */
  private static String value(String text, String word) {
    List<String> found =
        text.lines()
            .filter(line -> line.startsWith(word))
            .map(line -> line.substring(word.length()).strip())
            .toList();
    assertThat(found).as(word).hasSize(1);
    return found.get(0);
  }

  private void assertInstalled(String text) {
    Matcher named = INSTALLED.matcher(text);
    List<String> missing = new ArrayList<>();
    int count = 0;
    while (named.find()) {
      count++;
      if (!Files.exists(distribution.home().resolve(named.group(1)))) {
        missing.add(named.group());
      }
    }
    assertThat(count).isPositive();
    assertThat(missing).isEmpty();
  }

  /** The arguments of {@code run} are those of {@code check}. */
  private void assertAccepted(List<String> arguments) throws Exception {
    assertThat(arguments.get(0)).isEqualTo("run");
    StringBuilder script = new StringBuilder("bin/millrace check");
    for (String argument : arguments.subList(1, arguments.size())) {
      script.append(" '").append(argument).append("'");
    }
    Finished check = distribution.shell(script.toString(), Map.of("MILLRACE_TOKEN", "0123456789"));
    assertThat(check.exitCode()).as("%s: %s%s", script, check.out(), check.err()).isZero();
  }

  @Test
  void theUnit() throws Exception {
    String unit = text("systemd/millrace.service");
    assertInstalled(unit);
    String state = "/var/lib/" + value(unit, "StateDirectory=");
    assertThat(unit).contains("--set data.directory=" + state);
    assertArchive(value(unit, "Environment="), state);

    List<String> start = new ArrayList<>(List.of(value(unit, "ExecStart=").split(" ", -1)));
    Path program = distribution.home().resolve(start.remove(0).replace("/opt/millrace/", ""));
    assertThat(program).isExecutable();
    // What an operator puts there is what is shipped in conf/.
    start.replaceAll(word -> word.replace("/etc/millrace/", distribution.home() + "/conf/"));
    assertThat(start).contains("--config", "--topology");
    assertAccepted(start);
  }

  @Test
  void theContainer() throws Exception {
    String file = text("docker/Dockerfile");
    assertInstalled(file);
    String build =
        value(file, "# From the unpacked distribution: docker build -f").split(" ", -1)[0];
    assertThat(build).isEqualTo("docker/Dockerfile");
    assertThat(value(file, "COPY ")).isEqualTo(". /opt/millrace");
    assertArchive(value(file, "ENV "), value(file, "VOLUME "));

    List<String> entry = words(value(file, "ENTRYPOINT "));
    assertThat(distribution.home().resolve(entry.get(0).replace("/opt/millrace/", "")))
        .isExecutable();
    List<String> command = words(value(file, "CMD "));
    assertThat(command).contains("data.directory=" + value(file, "VOLUME "));
    assertAccepted(command);
  }

  private static List<String> words(String json) throws IOException {
    List<String> words = new ArrayList<>();
    for (JsonNode word : Page.json(json)) {
      words.add(word.asText());
    }
    return words;
  }

  /** The shipped topology writes its archive where a variable says; that must be writable. */
  private void assertArchive(String variable, String state) throws IOException {
    String[] parts = variable.split("=", -1);
    assertThat(text("conf/topology.yaml")).contains("${env:" + parts[0]);
    assertThat(parts[1]).startsWith(state + "/");
  }
}
