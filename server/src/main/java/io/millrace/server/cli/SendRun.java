package io.millrace.server.cli;

import org.jspecify.annotations.Nullable;

/**
 * One run of {@code send}: which of its requests are done. The requests of a run are the same each
 * time, and so are their keys, by which the server knows one that it has stored.
 */
final class SendRun {

  private final String name;
  private final long skip;
  private long requests;
  private long events;

  /**
   * Nothing is done.
   *
   * @param name the run's name
   * @param skip how many events an earlier run of this name has stored for certain
   * @throws CommandException if one of them is none
   */
  SendRun(String name, long skip) {
    if (!name.matches("[!-~]{1,200}")) {
      throw new CommandException(
          ExitCode.CONFIGURATION, "--run: write 1 to 200 printable characters of ASCII");
    }
    if (skip < 0) {
      throw new CommandException(ExitCode.CONFIGURATION, "--skip: write 0 or more");
    }
    this.name = name;
    this.skip = skip;
  }

  /** The key of the next request. */
  String key() {
    return name + "-" + requests;
  }

  /** Whether the next request was done by an earlier run. */
  boolean isDone() {
    return events < skip;
  }

  /**
   * The next request is stored.
   *
   * @throws CommandException if it is left out only in part
   */
  void stored(int lines) {
    if (isDone() && events + lines > skip) {
      throw wrongSkip();
    }
    requests++;
    events += lines;
  }

  /**
   * There is no more.
   *
   * @throws CommandException if more was to be left out
   */
  void end() {
    if (isDone()) {
      throw wrongSkip();
    }
  }

  private CommandException wrongSkip() {
    return new CommandException(
        ExitCode.CONFIGURATION,
        "--skip: no request of this run ends with event "
            + skip
            + "; write the number that the run before told, and name the same files");
  }

  /** How many events this run has sent. */
  long sent() {
    return Math.max(0, events - skip);
  }

  /** Whether anything was sent or left out. */
  boolean hasBegun() {
    return requests > 0;
  }

  /** What has become of the events, and how to go on, where the last answer was lost. */
  String doubt(LinePlace first, LinePlace last) {
    return stored()
        + " for certain; those of "
        + first
        + " to "
        + last
        + " may be, too: send the same once more with --run "
        + name
        + (events > 0 ? " --skip " + events : "")
        + ", which stores nothing twice (within 24 hours)";
  }

  /**
   * What has become of the events, and how to go on, where nothing more is stored.
   *
   * @param lastFile the last of several files; null if there is one or none
   */
  String rest(LinePlace from, @Nullable String lastFile) {
    boolean others = lastFile != null && !from.file().equals(lastFile);
    return stored()
        + ", and nothing from "
        + from
        + " on; to go on, "
        + from.mend()
        + (others ? ", and the files after it" : "");
  }

  private String stored() {
    return "millrace: " + events + " events are stored";
  }
}
