package io.millrace.server.registry;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;

/** Stands for the registry of a server file that could not be read: it has no answers. */
public final class UnknownRegistry implements SchemaRegistry {

  /** One that knows nothing. */
  public UnknownRegistry() {}

  @Override
  public Either<Failures, RegisteredSchema> byId(int id) {
    return unknown();
  }

  @Override
  public Either<Failures, RegisteredSchema> latest(String subject) {
    return unknown();
  }

  @Override
  public Either<Failures, Integer> find(String subject, String schema) {
    return unknown();
  }

  @Override
  public Either<Failures, Integer> register(String subject, String schema) {
    return unknown();
  }

  @Override
  public Either<Failures, Boolean> tryRegister(String subject, String schema) {
    return unknown();
  }

  @Override
  public String address() {
    return "unknown";
  }

  private static <T> Either<Failures, T> unknown() {
    return Failures.left(
        Failure.unavailable("registry.unavailable", "which registry it is, is not known"));
  }
}
