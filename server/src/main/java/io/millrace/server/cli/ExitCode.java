package io.millrace.server.cli;

/** What a command ends with. */
final class ExitCode {

  /** It did what it was asked for. */
  static final int OK = 0;

  /** Something went wrong on the way. */
  static final int RUNTIME = 1;

  /** What the operator wrote is wrong: arguments, server file, topology. */
  static final int CONFIGURATION = 2;

  /** Something around it is not as needed: a port, a directory, a server that is not there. */
  static final int ENVIRONMENT = 3;

  private ExitCode() {}
}
