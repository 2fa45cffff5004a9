package io.millrace.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example of {@code docs/http.md} is run, and answers what the page says. */
class HttpPageTest {

  private static final Path PAGE = Path.of(System.getProperty("millrace.root"), "docs", "http.md");

  /** A command and, in the block behind it, what it prints; {@code …} stands for anything. */
  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n(.*?)```\n```(?:json)?\n(.*?)```\n", Pattern.DOTALL);

  @Test
  void theExamplesAnswerWhatThePageSays() throws IOException, InterruptedException {
    assumeTrue(onPath("curl"), "curl is not installed");
    String page = Files.readString(PAGE);
    try (TestingServer server = new TestingServer()) {
      int examples = 0;
      for (MatchResult example : EXAMPLE.matcher(page).results().toList()) {
        String command =
            example.group(1).replace("http://127.0.0.1:8080", server.server().address());
        assertThat(run(command).strip())
            .as(command)
            .matches(
                Pattern.compile(
                    Arrays.stream(example.group(2).strip().split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                    Pattern.DOTALL));
        examples++;
      }
      assertThat(examples).isEqualTo(page.split("```sh\n", -1).length - 1).isGreaterThan(10);
    }
  }

  @Test
  void everyCodeOfTheServerIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    Path sources = Path.of(System.getProperty("millrace.root"), "server/src/main/java");
    Pattern code = Pattern.compile("^\\s*\"((?:http|backend)\\.[a-z.-]+)\",?$", Pattern.MULTILINE);
    try (Stream<Path> files = Files.walk(sources.resolve("io/millrace/server/http"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        code.matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .forEach(
                found -> assertThat(page).as(file + " has " + found).contains("`" + found + "`"));
      }
    }
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
