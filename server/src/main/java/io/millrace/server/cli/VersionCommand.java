package io.millrace.server.cli;

import io.millrace.server.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints versions. */
@Command(name = "version", description = "Print the versions of Millrace and of Java.")
final class VersionCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("millrace", Version.MILLRACE);
    versions.put("java", System.getProperty("java.version"));
    spec.commandLine()
        .getOut()
        .println(
            json
                ? Json.line(versions)
                : "millrace " + versions.get("millrace") + ", java " + versions.get("java"));
    return ExitCode.OK;
  }

  /** For {@code millrace --version}. */
  static final class Provider implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"millrace " + Version.MILLRACE};
    }
  }
}
