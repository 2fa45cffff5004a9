package io.millrace.server.cli;

import io.millrace.server.Checked;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with the server file and the topology. */
@Command(
    name = "check",
    description = "Say everything that is wrong with the server file and the topology.")
final class CheckCommand implements Callable<Integer> {

  @Mixin private ServerOptions server;

  @Option(names = "--json", description = "Print the problems as JSON.")
  private boolean json;

  @Option(
      names = "--effective",
      description = "Print all server settings in force, secrets masked.")
  private boolean effective;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Optional<Checked> checked = Checked.read(server.launch(), problems);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(views(problems.list())));
    } else {
      problems.list().forEach(out::println);
      checked.ifPresent(found -> out.println(summary(found)));
    }
    checked.filter(found -> effective).ifPresent(found -> out.print(found.effective()));
    checked.ifPresent(Checked::close);
    return checked.isPresent() ? ExitCode.OK : ExitCode.CONFIGURATION;
  }

  private static String summary(Checked checked) {
    return "nothing is wrong: "
        + count(checked.plans().size(), "pipeline")
        + " over "
        + count(checked.topology().streams().size(), "stream");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Problems as JSON shows them. */
  static List<Map<String, Object>> views(List<Problem> problems) {
    return problems.stream().map(CheckCommand::view).toList();
  }

  private static Map<String, Object> view(Problem problem) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("severity", problem.severity().name().toLowerCase(java.util.Locale.ROOT));
    view.put("code", problem.code());
    view.put("file", problem.location().file());
    view.put("line", problem.location().line());
    view.put("column", problem.location().column());
    view.put("message", problem.message());
    view.put("mend", problem.mend());
    return view;
  }

  /** Prints problems to the error stream; for commands that cannot go on. */
  static void complain(Console console, List<Problem> problems) {
    problems.forEach(console.err()::println);
  }
}
