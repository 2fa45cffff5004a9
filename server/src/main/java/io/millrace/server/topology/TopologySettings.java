package io.millrace.server.topology;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import io.millrace.server.config.yaml.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a topology file, as they are written. Every key is optional here, so that what is
 * right can still be checked when a neighbour is wrong.
 */
record TopologySettings(
    @Setting("The streams, by name.") Optional<Node.Fields> streams,
    @Setting("The pipelines, by name.") Optional<Node.Fields> pipelines,
    @Setting("The sinks, by name.") Optional<Node.Fields> sinks) {

  /** A stream. */
  record StreamKeys(
      @Setting(value = "How many partitions it has.", byDefault = "1") int partitions,
      @Setting("How its values are read and written: json, avro, bytes, or a map.")
          Optional<Node> format,
      @Setting("The field that picks the partition.") Optional<FieldPath> key,
      @Setting("The field that is the event's id.") Optional<FieldPath> id,
      @Setting("The field that is the effective time.") Optional<FieldPath> effectiveAt,
      @Setting("How long records are kept; without it, for ever.") Optional<Duration> retention,
      @Setting(value = "About how many bytes of each partition are kept.", bytes = true)
          Optional<Long> retentionBytes,
      @Setting("The request headers that ingest keeps as record headers.") List<String> headers) {

    private static final int MOST_PARTITIONS = 1000;

    StreamKeys {
      if (partitions < 1 || partitions > MOST_PARTITIONS) {
        throw new IllegalArgumentException(
            "partitions is " + partitions + ", and must be from 1 to " + MOST_PARTITIONS);
      }
      if (retention.map(Duration::isZero).orElse(false)) {
        throw new IllegalArgumentException("retention must be longer than 0");
      }
      if (retentionBytes.map(bytes -> bytes < 1).orElse(false)) {
        throw new IllegalArgumentException("retention-bytes must be at least 1");
      }
    }
  }

  /** A format that is a map. */
  record FormatKeys(
      @Setting("json, avro or bytes.") Optional<Node.Scalar> name,
      @Setting("The file of the Avro schema.") Optional<Path> schema,
      @Setting(
              "What stands around an Avro datum: single-object (default), raw, or confluent, with"
                  + " schemas of the registry.")
          Optional<AvroFraming> framing,
      @Setting(
              "With confluent: the subject of what is written; without it, the stream's name and"
                  + " '-value'.")
          Optional<String> subject,
      @Setting("With confluent: whether the schema is registered if the subject lacks it.")
          Optional<Boolean> register,
      @Setting("What JSON may have all the same: duplicate-names, byte-order-mark.")
          List<Format.Leniency> lenient) {

    /** A format that is a name alone. */
    static FormatKeys of(Node.Scalar name) {
      return new FormatKeys(
          Optional.of(name),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }

    boolean isConfluent() {
      return framing.filter(AvroFraming.CONFLUENT::equals).isPresent();
    }
  }

  /** The words for {@code framing}. */
  enum AvroFraming {
    SINGLE_OBJECT,
    RAW,
    CONFLUENT
  }

  /** A pipeline. */
  record PipelineKeys(
      @Setting("The stream or streams it reads.") Optional<Node> from,
      @Setting("The stages, in order.") List<Node.Fields> stages,
      @Setting("The stream or streams it writes.") Optional<Node> to,
      @Setting("The stream of failures; without it, the pipeline's name and '-failures'.")
          Optional<Node.Scalar> failures,
      @Setting("How long an event may wait for what is unavailable; without it, for ever.")
          Optional<Duration> giveUpAfter,
      @Setting("How many workers it gets.") Optional<Integer> workers) {

    PipelineKeys {
      checkWorkers(workers);
    }
  }

  /** A sink. */
  record SinkKeys(
      @Setting("The stream or streams it reads.") Optional<Node> from,
      @Setting("The sink plugin that delivers.") Optional<Node.Scalar> deliver,
      @Setting("The stage's name; without it, the plugin's.") Optional<Node.Scalar> name,
      @Setting("The plugin's settings.") Optional<Node.Fields> with,
      @Setting("The stream of failures; without it, the sink's name and '-failures'.")
          Optional<Node.Scalar> failures,
      @Setting("How long an event may wait for what is unavailable; without it, for ever.")
          Optional<Duration> giveUpAfter,
      @Setting("How many workers it gets.") Optional<Integer> workers) {

    SinkKeys {
      checkWorkers(workers);
    }
  }

  /** A stage; exactly one of the verbs. */
  record StageKeys(
      @Setting("The validator to use.") Optional<Node.Scalar> validate,
      @Setting("The enricher to use.") Optional<Node.Scalar> enrich,
      @Setting("The transformer to use.") Optional<Node.Scalar> transform,
      @Setting("The stage's name; without it, the plugin's.") Optional<Node.Scalar> name,
      @Setting("The plugin's settings.") Optional<Node.Fields> with,
      @Setting("A CEL expression; events for which it does not hold pass the stage by.")
          Optional<Node.Scalar> when) {}

  /** An entry of {@code to} that is a map. */
  record RouteKeys(
      @Setting("The stream.") Optional<Node.Scalar> stream,
      @Setting("A CEL expression; without it, every event goes there.")
          Optional<Node.Scalar> when) {}

  private static void checkWorkers(Optional<Integer> workers) {
    if (workers.map(number -> number < 1 || number > 1024).orElse(false)) {
      throw new IllegalArgumentException("workers must be from 1 to 1024");
    }
  }
}
