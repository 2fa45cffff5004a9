package io.millrace.api;

import java.time.InstantSource;

/** Where a stage stands, for {@link StageFactory#create}. Immutable. */
public interface StageContext {

  /** The name of the pipeline or sink that the stage belongs to. */
  String pipeline();

  /** The name of the stage, unique in its pipeline. */
  String stage();

  /** The number of the worker that will call the stage, from 0. */
  int worker();

  /** The server that the stage runs in. */
  ServerInfo server();

  /**
   * The time; what a stage should ask instead of {@code Instant.now()}, so that tests can set it.
   */
  InstantSource clock();

  /**
   * What can be known of the server.
   *
   * @param version Millrace's version, such as {@code 0.1.0}
   * @param environment the environment's name from the server's configuration, such as {@code
   *     production}
   * @param host the name of the machine
   */
  record ServerInfo(String version, String environment, String host) {}
}
