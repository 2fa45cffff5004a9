package io.millrace.bench;

import io.millrace.server.Checked;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.pipeline.Pipeline;
import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * {@link Workload#ENRICH} on Kafka Streams, with Millrace's own pipeline and codec in its
 * processor: what differs from Millrace on Kafka is the engine alone. {@code KafkaStreamsStages
 * bootstrap events distribution}.
 */
final class KafkaStreamsStages {

  private static final int MAX_FAN_OUT = 10_000;

  private KafkaStreamsStages() {}

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "stages");
    peer.createOutputs();
    try (Checked checked =
        KafkaPipelineRun.read(Workload.ENRICH, peer, Path.of(args[2]).toAbsolutePath())) {
      PipelinePlan plan = checked.plans().get(0);
      AtomicInteger workers = new AtomicInteger();
      Topology topology = new Topology();
      topology.addSource("in", Workload.INPUT);
      topology.addProcessor(
          "stages", () -> new Stages(checked, plan, workers.getAndIncrement()), "in");
      topology.addSink("out", peer.output(), "stages");
      try (KafkaStreams streams = new KafkaStreams(topology, KafkaStreamsOrders.settings(peer))) {
        streams.start();
        System.out.println(peer.measure("kafka-stages"));
      }
    }
  }

  /** One task's copy of the pipeline. */
  private static final class Stages implements Processor<byte[], byte[], byte[], byte[]> {

    private final Pipeline pipeline;
    private final StreamCodec output;
    private final ByteSink scratch = new ByteSink(4096);
    private ProcessorContext<byte[], byte[]> context;

    Stages(Checked checked, PipelinePlan plan, int worker) {
      try {
        pipeline = plan.open(worker, checked.info(), InstantSource.system(), MAX_FAN_OUT);
      } catch (StageCreationException e) {
        throw new IllegalStateException(e);
      }
      output = plan.codecs().of(plan.outputs().get(0));
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
      context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
      RecordMetadata from = context.recordMetadata().orElseThrow();
      StreamRecord record =
          new StreamRecord(
              from.offset(),
              in.timestamp(),
              Bytes.of(in.key()),
              RecordHeaders.EMPTY,
              Bytes.of(in.value()));
      Outcome outcome =
          pipeline.process(new StreamPartition(Workload.INPUT, from.partition()), record);
      if (!(outcome instanceof Outcome.Succeeded succeeded)) {
        throw new IllegalStateException("all orders are good, but: " + outcome);
      }
      succeeded.outputs().forEach(one -> forward(in, one));
    }

    private void forward(Record<byte[], byte[]> in, Outcome.Output one) {
      scratch.clear();
      if (output.encode(one.event(), scratch).isPresent()) {
        throw new IllegalStateException("it cannot be encoded");
      }
      Bytes key = output.key(one.event());
      byte[] value = Arrays.copyOf(scratch.array(), scratch.length());
      context.forward(in.withKey(key == null ? null : key.toArray()).withValue(value));
    }

    @Override
    public void close() {
      pipeline.close();
    }
  }
}
