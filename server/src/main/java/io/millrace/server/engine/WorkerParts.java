package io.millrace.server.engine;

import io.millrace.server.pipeline.Pipeline;
import io.millrace.server.stream.Intake;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What one worker works with.
 *
 * @param name the worker's name, for people
 * @param pipeline its copy of the pipeline
 * @param intake its share of the input streams
 * @param round its round
 * @param delivery how it delivers, if the pipeline is a sink
 * @param patience how it processes a record
 * @param waiting what it waits for
 * @param meters what it counts
 * @param lag shows how far it is behind
 * @param turn when it may take much in hand
 * @param settings how much it takes and how long it waits
 * @param clock the time
 * @param stop at zero once it is to stop
 */
record WorkerParts(
    String name,
    Pipeline pipeline,
    Intake intake,
    Round round,
    Optional<Delivery> delivery,
    Patience patience,
    Waiting waiting,
    PipelineMeters meters,
    WorkerLag lag,
    Turns.Turn turn,
    EngineSettings settings,
    InstantSource clock,
    CountDownLatch stop) {}
