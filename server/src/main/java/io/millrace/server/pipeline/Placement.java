package io.millrace.server.pipeline;

import io.millrace.api.StageContext;
import java.time.InstantSource;

/**
 * Where a stage stands.
 *
 * @param pipeline the pipeline's name
 * @param stage the stage's name
 * @param worker the worker's number, from 0
 * @param server the server
 * @param clock the time
 */
record Placement(String pipeline, String stage, int worker, ServerInfo server, InstantSource clock)
    implements StageContext {}
