package io.millrace.server.registry;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers what a registry answered, as long as it may be relied on: what an id stands for, for
 * ever; that there is none, for ten seconds; the latest of a subject, for a minute, and beyond that
 * while the registry is away. Safe for many threads; two may ask for the same at the same time.
 */
public final class CachedRegistry implements SchemaRegistry {

  static final Duration NONE_LASTS = Duration.ofSeconds(10);
  static final Duration LATEST_LASTS = Duration.ofMinutes(1);

  private final SchemaRegistry registry;
  private final InstantSource clock;
  private final Map<Integer, Timed<RegisteredSchema>> schemas;

  /** Bounded by the topology: only its subjects and its schemas are asked for. */
  private final Map<String, Timed<RegisteredSchema>> latest = new ConcurrentHashMap<>();

  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  /** An answer, good until a time in milliseconds since 1970. */
  private record Timed<T>(Either<Failures, T> answer, long until) {}

  /**
   * A registry with a memory.
   *
   * @param registry whose answers are remembered
   * @param mostSchemas of how many ids the answer is remembered; the longest unused is forgotten
   * @param clock tells when an answer is too old
   */
  public CachedRegistry(SchemaRegistry registry, int mostSchemas, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    this.schemas =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Timed<RegisteredSchema>> eldest) {
            return size() > mostSchemas;
          }
        };
  }

  @Override
  public Either<Failures, RegisteredSchema> byId(int id) {
    long now = clock.millis();
    synchronized (schemas) {
      Timed<RegisteredSchema> known = schemas.get(id);
      if (known != null && now < known.until()) {
        return known.answer();
      }
    }
    Either<Failures, RegisteredSchema> answer = registry.byId(id);
    if (answer.isRight() || answer.getLeft().all(Failure.Kind.REJECTED)) {
      long until = answer.isRight() ? Long.MAX_VALUE : clock.millis() + NONE_LASTS.toMillis();
      synchronized (schemas) {
        schemas.put(id, new Timed<>(answer, until));
      }
    }
    return answer;
  }

  /** How many ids are remembered. */
  int size() {
    synchronized (schemas) {
      return schemas.size();
    }
  }

  @Override
  public Either<Failures, RegisteredSchema> latest(String subject) {
    Timed<RegisteredSchema> known = latest.get(subject);
    if (known != null && clock.millis() < known.until()) {
      return known.answer();
    }
    Either<Failures, RegisteredSchema> answer = registry.latest(subject);
    if (answer.isLeft() && known == null) {
      return answer;
    }
    // A schema that was good a minute ago is good to write with; nobody waits for a newer one.
    Either<Failures, RegisteredSchema> lasting =
        known == null || answer.isRight() ? answer : known.answer();
    latest.put(subject, new Timed<>(lasting, clock.millis() + LATEST_LASTS.toMillis()));
    return lasting;
  }

  @Override
  public Either<Failures, Integer> find(String subject, String schema) {
    return remembered(subject, schema, () -> registry.find(subject, schema));
  }

  @Override
  public Either<Failures, Integer> register(String subject, String schema) {
    return remembered(subject, schema, () -> registry.register(subject, schema));
  }

  private Either<Failures, Integer> remembered(
      String subject, String schema, Supplier<Either<Failures, Integer>> ask) {
    String key = subject + '\n' + schema;
    Integer known = ids.get(key);
    return known != null ? Either.right(known) : ask.get().peek(id -> ids.put(key, id));
  }

  @Override
  public Either<Failures, Boolean> tryRegister(String subject, String schema) {
    return registry.tryRegister(subject, schema);
  }

  @Override
  public String address() {
    return registry.address();
  }
}
