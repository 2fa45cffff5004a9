package io.millrace.server.http;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.memory.MemoryBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A backend in memory of which one partition cannot be read from an offset on. */
public final class FailingReads {

  private FailingReads() {}

  public static Backend of(StreamPartition at, long offset, BackendException failure) {
    MemoryBackend memory = new MemoryBackend();
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("read")
                  && at.equals(arguments[0])
                  && (long) arguments[1] >= offset) {
                throw failure;
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
