package io.millrace.server.codec.failure;

import java.util.Objects;

/**
 * Where failures come from: what does not change from record to record.
 *
 * @param environment such as {@code production}
 * @param host the machine
 * @param serverVersion the version of Millrace
 * @param pipeline the pipeline, or the sink
 * @param stage the name of the stage; {@code decode}, {@code route} or {@code encode} where the
 *     server itself failed
 * @param plugin the plugin; {@code millrace} where the server itself failed
 * @param pluginVersion its version
 * @param attempted what was attempted
 */
public record FailureSource(
    String environment,
    String host,
    String serverVersion,
    String pipeline,
    String stage,
    String plugin,
    String pluginVersion,
    Attempted attempted) {

  public FailureSource {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(serverVersion, "serverVersion");
    Objects.requireNonNull(pipeline, "pipeline");
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(plugin, "plugin");
    Objects.requireNonNull(pluginVersion, "pluginVersion");
    Objects.requireNonNull(attempted, "attempted");
  }
}
