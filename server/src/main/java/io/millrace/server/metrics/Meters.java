package io.millrace.server.metrics;

import java.util.List;

/**
 * Every meter of Millrace. The names are those that Prometheus reads; {@code docs/metrics.md} is
 * made from this list. A new meter is a new line here.
 */
public enum Meters {
  INPUT_RECORDS(
      "millrace_input_records_total",
      Type.COUNTER,
      "Records that a pipeline has taken from its streams and committed.",
      "pipeline"),
  RECORDS(
      "millrace_records_total",
      Type.COUNTER,
      "Input records by where they ended: succeeded, failed or dropped; they sum up to the input.",
      "pipeline",
      "outcome"),
  INPUT_BYTES(
      "millrace_input_bytes_total",
      Type.COUNTER,
      "Bytes of keys, headers and values that a pipeline has taken.",
      "pipeline"),
  OUTPUT_BYTES(
      "millrace_output_bytes_total",
      Type.COUNTER,
      "Bytes of keys, headers and values that a pipeline has appended.",
      "pipeline"),
  STAGE_EVENTS(
      "millrace_stage_events_total",
      Type.COUNTER,
      "Events that a stage has seen, by outcome.",
      "pipeline",
      "stage",
      "outcome"),
  STAGE_SECONDS(
      "millrace_stage_seconds",
      Type.TIME_SUM,
      "Time spent in a stage: the count is of calls, one for an event; of a sink, one for a batch.",
      "pipeline",
      "stage"),
  STAGE_RETRIES(
      "millrace_stage_retries_total",
      Type.COUNTER,
      "Times that a stage was tried again because something it needs was unavailable.",
      "pipeline",
      "stage"),
  FAILURES(
      "millrace_failures_total",
      Type.COUNTER,
      "Failures by their code; an event may have several.",
      "pipeline",
      "stage",
      "code"),
  LAG_RECORDS(
      "millrace_lag_records",
      Type.GAUGE,
      "Records between what a pipeline has committed and the end of the partition.",
      "pipeline",
      "stream",
      "partition"),
  WAITING_PARTITIONS(
      "millrace_waiting_partitions",
      Type.GAUGE,
      "Partitions that wait for a stage or backend, that are damaged, or whose worker stands.",
      "pipeline"),
  COMMIT_SECONDS(
      "millrace_commit_seconds",
      Type.HISTOGRAM,
      "Time from the call of a commit until it was durable.",
      "pipeline"),
  HTTP_REQUESTS(
      "millrace_http_requests_total",
      Type.COUNTER,
      "HTTP requests by route and status.",
      "route",
      "status"),
  HTTP_REQUEST_SECONDS(
      "millrace_http_request_seconds",
      Type.HISTOGRAM,
      "Time from the last byte of a request until its answer was written.",
      "route"),
  HTTP_CONNECTIONS(
      "millrace_http_connections", Type.GAUGE, "HTTP connections that are open at the moment."),
  HTTP_PENDING_BYTES(
      "millrace_http_pending_bytes",
      Type.GAUGE,
      "Bytes of request bodies that are held until they are stored."),
  INGESTED_RECORDS(
      "millrace_ingested_records_total",
      Type.COUNTER,
      "Records that came in over HTTP and were acknowledged.",
      "stream"),
  INGESTED_BYTES(
      "millrace_ingested_bytes_total",
      Type.COUNTER,
      "Bytes of the values that came in over HTTP and were acknowledged.",
      "stream");

  /** What a meter does. */
  public enum Type {
    /** A number that only grows. */
    COUNTER,
    /** A number as it is now. */
    GAUGE,
    /** A count and a sum of seconds, added to in rounds; a summary for Prometheus. */
    TIME_SUM,
    /** Seconds in buckets. */
    HISTOGRAM
  }

  private final String exposedName;
  private final Type type;
  private final String help;
  private final String labels;

  Meters(String exposedName, Type type, String help, String... labels) {
    this.exposedName = exposedName;
    this.type = type;
    this.help = help;
    this.labels = String.join(",", labels);
  }

  /** The name as Prometheus reads it. */
  public String exposedName() {
    return exposedName;
  }

  public Type type() {
    return type;
  }

  /** One sentence for the operator. */
  public String help() {
    return help;
  }

  /** The names of its labels, in the order in which values are given. */
  public List<String> labels() {
    return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
  }

  /** The unit in which values are exposed. */
  public String unit() {
    return switch (type) {
      case TIME_SUM, HISTOGRAM -> "seconds";
      case COUNTER, GAUGE -> unitOfName();
    };
  }

  private String unitOfName() {
    String stem = exposedName.replaceFirst("_total$", "");
    return stem.substring(stem.lastIndexOf('_') + 1);
  }
}
