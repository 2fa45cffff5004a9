package io.millrace.server.stream.embedded.file;

/** The machine has stopped; so does everything that touches its files. */
public final class SimulatedCrash extends Error {

  private static final long serialVersionUID = 1L;

  SimulatedCrash() {
    super("the simulated machine has stopped", null, false, false);
  }
}
