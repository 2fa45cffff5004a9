package io.millrace.server.stream.embedded.segment;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What was used last, up to some bytes, but a number at least. Not safe for many threads. */
public final class BoundedCache<K, V> {

  private final long capacity;
  private final int least;
  private final ToLongFunction<V> size;
  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Empty.
   *
   * @param least so many are kept, however large they are
   */
  public BoundedCache(long capacity, int least, ToLongFunction<V> size) {
    this.capacity = capacity;
    this.least = least;
    this.size = size;
  }

  public Optional<V> get(K key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Keeps a value; those that nobody asked for the longest go. */
  public void put(K key, V value) {
    remove(key);
    values.put(key, value);
    bytes += size.applyAsLong(value);
    Iterator<V> oldest = values.values().iterator();
    while (bytes > capacity && values.size() > least) {
      bytes -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
  }

  void remove(K key) {
    V gone = values.remove(key);
    bytes -= gone == null ? 0 : size.applyAsLong(gone);
  }

  void removeIf(Predicate<K> gone) {
    Iterator<Map.Entry<K, V>> all = values.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<K, V> entry = all.next();
      if (gone.test(entry.getKey())) {
        bytes -= size.applyAsLong(entry.getValue());
        all.remove();
      }
    }
  }

  /** How much is held. */
  long bytes() {
    return bytes;
  }
}
