package io.millrace.server.http.ingest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The keys of a stream that are remembered, oldest first, bounded. Safe for many threads. */
final class IdempotencyWindow {

  private static final long MOST_AGE_NANOS = TimeUnit.HOURS.toNanos(24);

  private final int most;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean retired;

  IdempotencyWindow(int most) {
    this.most = most;
  }

  /** How a request with a key ends: stored, or a problem. */
  record Outcome(List<Placement> stored, boolean whole) {}

  /**
   * A request that is under way or done.
   *
   * @param hash what its body holds
   * @param outcome how it ends
   * @param nanos when it came
   */
  record Entry(String hash, CompletableFuture<Outcome> outcome, long nanos) {}

  /** The entry of a key, and whether it has just been made. */
  record Claim(Entry entry, boolean first) {}

  /** The entry of a key, made if there is none; null once the window is retired. */
  synchronized @Nullable Claim claim(IdempotencyKey name) {
    if (retired) {
      return null;
    }
    Entry known = entries.get(name.key());
    if (known != null) {
      return new Claim(known, false);
    }
    Entry entry = new Entry(name.hash(), new CompletableFuture<>(), System.nanoTime());
    entries.put(name.key(), entry);
    forgetOld();
    return new Claim(entry, true);
  }

  /** Takes over which requests another window knows to be done, and when they came. */
  void takeOver(IdempotencyWindow other) {
    Map<String, Entry> done = other.done();
    synchronized (this) {
      entries.putAll(done);
      forgetOld();
    }
  }

  private synchronized Map<String, Entry> done() {
    Map<String, Entry> done = new LinkedHashMap<>(entries);
    done.values().removeIf(e -> !e.outcome().isDone() || e.outcome().isCompletedExceptionally());
    return done;
  }

  /** Takes over what a stream remembers of a request. */
  synchronized void remember(IdempotencyKey name, Outcome outcome) {
    Entry entry =
        new Entry(name.hash(), CompletableFuture.completedFuture(outcome), System.nanoTime());
    entries.putIfAbsent(name.key(), entry);
    forgetOld();
  }

  /** Forgets a request that has not been stored, so that it can be sent again. */
  synchronized void forget(String key) {
    entries.remove(key);
  }

  /** Takes no more claims; tells when all that it has made have ended. */
  synchronized CompletableFuture<Void> retire() {
    retired = true;
    return CompletableFuture.allOf(
        entries.values().stream()
            .map(entry -> entry.outcome().handle((outcome, failure) -> null))
            .toArray(CompletableFuture[]::new));
  }

  synchronized int size() {
    return entries.size();
  }

  private void forgetOld() {
    long now = System.nanoTime();
    List<String> old = new ArrayList<>(1);
    Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Entry> next = oldest.next();
      boolean needed =
          entries.size() - old.size() <= most && now - next.getValue().nanos() < MOST_AGE_NANOS;
      if (needed || !next.getValue().outcome().isDone()) {
        break;
      }
      old.add(next.getKey());
    }
    old.forEach(entries::remove);
  }
}
