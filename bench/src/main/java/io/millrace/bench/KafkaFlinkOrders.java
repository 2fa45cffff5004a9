package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The same work as {@link Workload#ENRICH}, as a user of Flink writes it: exactly once, a Jackson
 * tree for each event, a cluster within this process, parallelism 2; {@code KafkaFlinkOrders
 * bootstrap events}.
 */
final class KafkaFlinkOrders {

  private static final TypeInformation<Tuple2<byte[], byte[]>> KEY_AND_VALUE =
      TypeInformation.of(new TypeHint<>() {});
  private static final OutputTag<Tuple2<byte[], byte[]>> FAILED =
      new OutputTag<>("failed", KEY_AND_VALUE);

  private KafkaFlinkOrders() {}

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "flink");
    peer.createOutputs();
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(2, settings());
    SingleOutputStreamOperator<Tuple2<byte[], byte[]>> enriched =
        flink
            .fromSource(source(peer), WatermarkStrategy.noWatermarks(), "input")
            .process(new Enrich());
    enriched.sinkTo(sink(peer, peer.output())).name("output");
    enriched.getSideOutput(FAILED).sinkTo(sink(peer, peer.failures())).name("failures");
    flink.executeAsync();
    // Its threads would not let the process end.
    int status = 1;
    try {
      System.out.println(peer.measure("kafka-flink"));
      status = 0;
    } catch (IllegalStateException | ExecutionException e) {
      System.err.println(e);
    }
    System.exit(status);
  }

  /**
   * A transaction is committed with each checkpoint, so there is one each 100 ms, as with the other
   * peers. Checkpoints are files: what is in memory would not survive the process.
   */
  private static Configuration settings() throws IOException {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        Files.createTempDirectory("millrace-bench-flink").toUri().toString());
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // A run that fails is no measurement.
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return settings;
  }

  /** Commits its offsets with each checkpoint, which is its default. */
  private static KafkaSource<Tuple2<byte[], byte[]>> source(KafkaPeer peer) {
    Properties consumer = new Properties();
    KafkaPeer.CONSUMER.forEach((key, value) -> consumer.setProperty(key, value.toString()));
    return KafkaSource.<Tuple2<byte[], byte[]>>builder()
        .setProperties(consumer)
        .setBootstrapServers(peer.bootstrap())
        .setGroupId(peer.group())
        .setTopics(Workload.INPUT)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new KeyAndValue())
        .build();
  }

  private static KafkaSink<Tuple2<byte[], byte[]>> sink(KafkaPeer peer, String topic) {
    Properties producer = new Properties();
    KafkaPeer.PRODUCER.forEach((key, value) -> producer.setProperty(key, value.toString()));
    // Flink's default is an hour, and the broker's maximum a quarter of one.
    producer.setProperty("transaction.timeout.ms", "60000");
    return KafkaSink.<Tuple2<byte[], byte[]>>builder()
        .setKafkaProducerConfig(producer)
        .setBootstrapServers(peer.bootstrap())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(topic)
        .setRecordSerializer(
            (order, context, time) -> new ProducerRecord<>(topic, null, time, order.f0, order.f1))
        .build();
  }

  /** A record of Kafka as it is. */
  private static final class KeyAndValue
      implements KafkaRecordDeserializationSchema<Tuple2<byte[], byte[]>> {

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<byte[], byte[]>> out) {
      out.collect(Tuple2.of(record.key(), record.value()));
    }

    @Override
    public TypeInformation<Tuple2<byte[], byte[]>> getProducedType() {
      return KEY_AND_VALUE;
    }
  }

  /** What fails goes to the side. */
  private static final class Enrich
      extends ProcessFunction<Tuple2<byte[], byte[]>, Tuple2<byte[], byte[]>> {

    private transient TreeWork work;

    @Override
    public void open(OpenContext context) {
      work = TreeWork.ofOrders();
    }

    @Override
    public void processElement(
        Tuple2<byte[], byte[]> order, Context context, Collector<Tuple2<byte[], byte[]>> out) {
      JsonNode tree = work.parse(order.f1);
      if (work.isComplete(tree)) {
        out.collect(Tuple2.of(order.f0, work.write(work.enrich(tree))));
      } else {
        context.output(FAILED, Tuple2.of(order.f0, work.write(tree)));
      }
    }
  }
}
