package io.millrace.server.plugin.text;

/** What must not be survived. */
public final class Fatal {

  private Fatal() {}

  /** Whether this says that the machine, not the plugin, is at its end. */
  static boolean is(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /**
   * Throws on what says that the machine, not the plugin, is at its end: {@link OutOfMemoryError}
   * and the like. A stack overflow is over once the stack is unwound.
   */
  public static void rethrow(Throwable thrown) {
    if (is(thrown)) {
      throw (VirtualMachineError) thrown;
    }
  }
}
