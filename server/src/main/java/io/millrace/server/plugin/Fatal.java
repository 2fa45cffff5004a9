package io.millrace.server.plugin;

/** What must not be survived. */
final class Fatal {

  private Fatal() {}

  /**
   * Throws on what says that the machine, not the plugin, is at its end: {@link OutOfMemoryError}
   * and the like. A stack overflow is over once the stack is unwound.
   */
  static void rethrow(Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
      throw error;
    }
  }
}
