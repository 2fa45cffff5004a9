package io.millrace.server.cli;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running server a command talks to. */
final class TargetOptions {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The server's address; the variable MILLRACE_URL, or else http://127.0.0.1:8080, unless"
              + " named.",
      defaultValue = "${env:MILLRACE_URL:-http://127.0.0.1:8080}")
  @SuppressWarnings("NullAway.Init") // picocli sets it: it has a default
  private URI url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The server's token; the variable MILLRACE_TOKEN unless named.")
  private @Nullable String token;

  HttpTarget connect() {
    if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "--url: '" + url + "' is no address; write it as http://127.0.0.1:8080");
    }
    Optional<String> given =
        Optional.ofNullable(token).or(() -> Optional.ofNullable(System.getenv("MILLRACE_TOKEN")));
    if (given.filter(text -> !text.matches("[ -~]*")).isPresent()) {
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "--token: it has more than an HTTP header can hold: printable characters of ASCII");
    }
    return new HttpTarget(url, given);
  }
}
