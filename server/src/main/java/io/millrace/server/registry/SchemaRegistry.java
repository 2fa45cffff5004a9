package io.millrace.server.registry;

import io.millrace.api.Failures;
import io.vavr.control.Either;

/**
 * A schema registry. Safe for many threads; a call may wait for the network, but for no longer than
 * the configured time-out.
 *
 * <p>A Left says whose fault it is: {@code REJECTED} if the registry itself said no; {@code
 * UNAVAILABLE} for everything else, since what is wrong with a registry, the way there, or our
 * settings says nothing about an event.
 */
public interface SchemaRegistry {

  /** The schema of an id, which is Avro; REJECTED, {@code avro.unknown-schema}, if it has none. */
  Either<Failures, RegisteredSchema> byId(int id);

  /** The newest schema of a subject; REJECTED, {@code registry.subject}, if it has none. */
  Either<Failures, RegisteredSchema> latest(String subject);

  /** The id that a schema has under a subject; REJECTED, {@code registry.subject}, if none. */
  Either<Failures, Integer> find(String subject, String schema);

  /**
   * The id of a schema under a subject, where it is registered unless it is there already;
   * REJECTED, {@code registry.refused-schema}, if the registry will not have it.
   */
  Either<Failures, Integer> register(String subject, String schema);

  /**
   * Whether {@link #register} would be let through; nothing is changed.
   *
   * @return nothing of interest; REJECTED, {@code registry.refused-schema}, if it would not
   */
  Either<Failures, Boolean> tryRegister(String subject, String schema);

  /** Where it is, for people; without secrets. */
  String address();
}
