package io.millrace.server.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the headers that an operator wants on requests. */
final class RequestHeaders {

  /** RFC 9110, section 5.6.2. */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern VALUE = Pattern.compile("[\\t -~]*");

  /** Those that the request has anyway, and those that would change what its body is. */
  private static final Set<String> TAKEN =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "transfer-encoding",
          "upgrade");

  private RequestHeaders() {}

  /**
   * Refuses what cannot be sent, or not as it is.
   *
   * @throws CommandException for the first that is wrong
   */
  static void check(Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw wrong("the name of a header has letters, digits and '-' only");
          }
          if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw wrong("'" + name + "' cannot be set: the command itself says what is in it");
          }
          if (!VALUE.matcher(value).matches()) {
            throw wrong(
                "the value of '"
                    + name
                    + "' has more than an HTTP header can hold: printable characters of ASCII;"
                    + " encode it, such as with %XX");
          }
        });
  }

  private static CommandException wrong(String message) {
    return new CommandException(ExitCode.CONFIGURATION, "--header: " + message);
  }
}
