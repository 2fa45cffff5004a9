package io.millrace.server.config;

import java.util.regex.Pattern;

/** What may be written as the address of a server: a name or a number, told by its form alone. */
final class HostText {

  /** RFC 1123, 2.1, and the underscore that many networks have. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** RFC 4291, 2.2, without counting the groups: the socket does. */
  private static final Pattern V6 =
      Pattern.compile(
          "(?=.*:.*:)[0-9A-Fa-f:]+(" + OCTET + "(\\." + OCTET + "){3})?(%[A-Za-z0-9_.-]+)?");

  private HostText() {}

  static boolean isHost(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    if (bracketed || bare.contains(":")) {
      return V6.matcher(bare).matches();
    }
    return DIGITS_AND_DOTS.matcher(bare).matches()
        ? V4.matcher(bare).matches()
        : NAME.matcher(bare).matches();
  }

  /** By name or number, without asking the network. */
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
