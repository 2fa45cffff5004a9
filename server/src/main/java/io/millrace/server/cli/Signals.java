package io.millrace.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the signals of the operating system. A shutdown hook would do for the first, but the JVM
 * waits for hooks and ignores a second signal meanwhile. {@code sun.misc.Signal} of the module
 * jdk.unsupported is what there is (JEP 260 keeps it); it is called by name, since javac warns of
 * each mention and no annotation silences that.
 */
final class Signals {

  private static final Logger LOGGER = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Handles a signal from now on.
   *
   * @param name such as {@code TERM}
   * @param action is given the signal's number, in a thread of its own
   */
  static void handle(String name, IntConsumer action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, arguments) -> {
            action.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      LOGGER.warn("signal {} cannot be handled here; the process ends without draining", name, e);
    }
  }
}
