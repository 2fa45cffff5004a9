package io.millrace.server.pipeline;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.plugin.stage.GuardedSink;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.vavr.control.Either;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One worker's copy of a pipeline or sink: a record in, an {@link Outcome} out. It stores nothing
 * between records. For one thread.
 */
public final class Pipeline implements AutoCloseable {

  private final Map<String, StreamCodec> inputs;
  private final List<Step> steps;
  private final Walk walk;
  private final Optional<GuardedSink> sink;
  private final List<GuardedStage> stages;
  private final Attempt decoding;
  private final DefectLog defects;
  private final InstantSource clock;

  Pipeline(
      Map<String, StreamCodec> inputs,
      List<Step> steps,
      Router router,
      Optional<GuardedSink> sink,
      List<GuardedStage> stages,
      Attempt decoding,
      int maxFanOut,
      DefectLog defects,
      InstantSource clock) {
    this.inputs = Map.copyOf(inputs);
    this.steps = List.copyOf(steps);
    this.walk = new Walk(this.steps, router, maxFanOut);
    this.sink = sink;
    this.stages = List.copyOf(stages);
    this.decoding = decoding;
    this.defects = defects;
    this.clock = clock;
  }

  /**
   * Decodes a record and sends it through the stages.
   *
   * @param at the partition it was read from, of one of the pipeline's input streams
   * @param record the record
   */
  public Outcome process(StreamPartition at, StreamRecord record) {
    try {
      return decodeAndWalk(at, record);
    } catch (RuntimeException | StackOverflowError e) {
      defects.met(at, record.offset(), e, clock.millis());
      Failure defect = Failure.defect("server.defect", "Millrace itself failed: " + e.getClass());
      return new Outcome.Failed(decoding, Failures.of(defect), null);
    }
  }

  private Outcome decodeAndWalk(StreamPartition at, StreamRecord record) {
    StreamCodec codec = Objects.requireNonNull(inputs.get(at.stream()), at.stream());
    Either<Failures, Event> decoded = codec.decode(at, record);
    if (decoded.isLeft()) {
      return new Outcome.Failed(decoding, decoded.getLeft(), null);
    }
    return walk.of(decoded.get());
  }

  /** The sink that the outputs are to be delivered to; empty if they are appended to streams. */
  public Optional<GuardedSink> sink() {
    return sink;
  }

  /** All stages in the order of the topology, the sink included, for their counts. */
  public List<GuardedStage> stages() {
    return stages;
  }

  /** Closes the stages. */
  @Override
  public void close() {
    steps.forEach(Step::close);
    sink.ifPresent(GuardedSink::close);
  }
}
