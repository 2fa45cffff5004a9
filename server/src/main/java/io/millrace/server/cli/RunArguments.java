package io.millrace.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code run} where they are plain: each option once, its value behind it or after
 * a "=". Everything else, help and mistakes too, is picocli's, whose two hundred classes are for
 * Java 5, so that no class archive keeps them: a sixth of a start.
 */
final class RunArguments {

  private static final Set<String> VALUED = Set.of("--config", "--topology", "--set");

  private final Set<String> given = new HashSet<>();
  private final List<String> overrides = new ArrayList<>();
  private @Nullable Path config;
  private @Nullable Path topology;

  private RunArguments() {}

  /** The server that the arguments of the program ask for; empty if picocli is to look at them. */
  static Optional<ServerRun> read(Console console, String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("run")) {
      return Optional.empty();
    }
    RunArguments read = new RunArguments();
    int at = 1;
    while (at < arguments.length) {
      int taken = read.take(arguments[at], at + 1 < arguments.length ? arguments[at + 1] : "");
      if (taken == 0) {
        return Optional.empty();
      }
      at += taken;
    }
    return Optional.of(
        new ServerRun(
            console,
            ServerOptions.launch(read.config, read.topology, read.overrides),
            read.given.contains("--json")));
  }

  /** How many arguments the option takes with its value; 0 if it is not plain. */
  private int take(String argument, String next) {
    if (argument.equals("--json")) {
      return given.add(argument) ? 1 : 0;
    }
    int equals = argument.indexOf('=');
    String option = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? next : argument.substring(equals + 1);
    boolean plain = VALUED.contains(option) && isPlain(value) && put(option, value);
    return plain ? (equals < 0 ? 2 : 1) : 0;
  }

  /** Not a further option, no file of arguments, no quotes. */
  private static boolean isPlain(String value) {
    return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
  }

  private boolean put(String option, String value) {
    if (option.equals("--set")) {
      return overrides.add(value);
    }
    if (option.equals("--config")) {
      config = Path.of(value);
    } else {
      topology = Path.of(value);
    }
    return given.add(option);
  }
}
