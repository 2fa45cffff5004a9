package io.millrace.server.cli;

import io.millrace.server.Launch;
import io.millrace.server.PluginView;
import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.ServerConfigLoader.Loaded;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.plugin.load.StageOffer;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the plugins that are found, and why others are not. */
@Command(name = "plugins", description = "List the plugins, what they offer, and what is broken.")
final class PluginsCommand implements Callable<Integer> {

  @Mixin private ServerOptions server;

  @Option(names = "--json", description = "Print them as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Optional<Loaded> config = loadConfig(problems);
    if (config.isEmpty()) {
      CheckCommand.complain(Commands.console(spec), problems.list());
      return ExitCode.CONFIGURATION;
    }
    PrintWriter out = spec.commandLine().getOut();
    try (PluginRegistry registry =
        PluginRegistry.load(config.get().config().plugins().directory())) {
      registry.warnings().forEach(warning -> spec.commandLine().getErr().println(warning));
      if (json) {
        out.println(Json.line(PluginView.all(registry)));
      } else {
        registry.plugins().forEach(plugin -> print(plugin, out));
      }
      boolean broken = registry.plugins().stream().anyMatch(plugin -> plugin.broken().isPresent());
      return broken ? ExitCode.RUNTIME : ExitCode.OK;
    }
  }

  private Optional<Loaded> loadConfig(Problems problems) {
    Launch launch = server.launch();
    ServerConfigLoader loader = new ServerConfigLoader(launch.environment(), launch.home());
    return launch.config().isPresent()
        ? loader.load(launch.config().get(), launch.overrides(), problems)
        : loader.loadDefault(launch.overrides(), problems);
  }

  private static void print(PluginDescription plugin, PrintWriter out) {
    out.println(plugin);
    plugin.broken().ifPresent(reason -> out.println("  broken: " + reason));
    plugin.warnings().forEach(warning -> out.println("  warning: " + warning));
    for (StageOffer offer : plugin.offers()) {
      out.println("  " + offer.kind().verb() + ": " + offer.name());
    }
  }
}
