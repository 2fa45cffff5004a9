package io.millrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class RunArgumentsTest {

  private static final Console NOWHERE =
      new Console(
          new PrintWriter(Writer.nullWriter(), true), new PrintWriter(Writer.nullWriter(), true));

  private static Optional<ServerRun> plain(String... arguments) {
    return RunArguments.read(NOWHERE, arguments);
  }

  /** What picocli makes of it; empty if it is no server's start, or a mistake. */
  private static Optional<ServerRun> read(String... arguments) {
    try {
      CommandLine.ParseResult read = Commands.commandLine(NOWHERE).parseArgs(arguments);
      return Optional.ofNullable(read.subcommand())
          .filter(run -> !run.isUsageHelpRequested() && !run.isVersionHelpRequested())
          .map(run -> ((RunCommand) run.commandSpec().userObject()).server());
    } catch (ParameterException e) {
      return Optional.empty();
    }
  }

  @Property(tries = 1000)
  void whatIsPlainIsWhatPicocliReads(@ForAll("options") List<String> options) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(options);
    String[] arguments = all.toArray(String[]::new);

    plain(arguments)
        .ifPresent(
            server ->
                assertThat(read(arguments))
                    .as(all.toString())
                    .get()
                    .usingRecursiveComparison()
                    .ignoringFields("stop", "launch.environment")
                    .isEqualTo(server));
  }

  /** Mostly what may stand there, so that few are refused for one mistake among many words. */
  @Provide
  Arbitrary<List<String>> options() {
    Arbitrary<String> option = Arbitraries.of("--config", "--topology", "--set");
    Arbitrary<String> value = Arbitraries.of("a.yaml", "dir", "http.port=0", "a=b=c", "a=${env:X}");
    Arbitrary<List<String>> apart = Combinators.combine(option, value).as(List::of);
    Arbitrary<List<String>> joined =
        Combinators.combine(option, value).as((name, text) -> List.of(name + "=" + text));
    Arbitrary<List<String>> odd =
        Arbitraries.of(
                "--set", "--config=", "--help", "-h", "--nothing", "", "-", "@x", "\"q\"", "é")
            .map(List::of);
    return Arbitraries.frequencyOf(
            Tuple.of(4, apart),
            Tuple.of(4, joined),
            Tuple.of(2, Arbitraries.just(List.of("--json"))),
            Tuple.of(1, odd))
        .list()
        .ofMaxSize(5)
        .map(pieces -> pieces.stream().flatMap(List::stream).toList());
  }

  @Example
  void theUsualStartsArePlain() {
    assertThat(plain("run")).isPresent();
    assertThat(plain("run", "--topology", "t.yaml", "--set", "http.port=0", "--set=data.sync=no"))
        .isPresent();
    assertThat(plain("run", "--json", "--config=c.yaml")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "check", "run --help", "run --json --json", "run --config", "run x"})
  void allElseIsNot(String arguments) {
    assertThat(plain(arguments.split(" "))).isEmpty();
  }
}
