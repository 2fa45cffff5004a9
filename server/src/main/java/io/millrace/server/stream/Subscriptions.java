package io.millrace.server.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to hear of appends, by stream. Safe for many threads. */
public final class Subscriptions {

  private final Map<String, List<Runnable>> callbacks = new ConcurrentHashMap<>();

  /** Adds a callback, which may be the same as another. */
  public Backend.Subscription add(String stream, Runnable callback) {
    callbacks.computeIfAbsent(stream, name -> new CopyOnWriteArrayList<>()).add(callback);
    return () -> callbacks.get(stream).remove(callback);
  }

  /** Calls back for each of the streams. */
  public void appended(Collection<String> streams) {
    for (String stream : streams) {
      callbacks.getOrDefault(stream, List.of()).forEach(Runnable::run);
    }
  }
}
