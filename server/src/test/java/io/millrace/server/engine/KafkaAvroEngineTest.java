package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.registry.CachedRegistry;
import io.millrace.server.registry.TestingRegistry;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.kafka.KafkaSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Avro as Confluent frames it: plain clients write what is processed, and read what comes of it.
 */
@Timeout(120)
class KafkaAvroEngineTest {

  private static final String TOPOLOGY =
      """
      streams:
        in: { partitions: 1, format: { name: avro, framing: confluent } }
        out: { partitions: 1, format: { name: avro, framing: confluent } }
      pipelines:
        work:
          from: in
          stages: [ { enrich: ask, with: { file: %s } } ]
          to: out
      """;

  private static final Schema FIRST =
      SchemaBuilder.record("Order").fields().requiredString("id").endRecord();
  private static final Schema SECOND =
      SchemaBuilder.record("Order").fields().requiredLong("n").requiredString("id").endRecord();
  private static final Schema ASKED =
      SchemaBuilder.record("Asked")
          .fields()
          .requiredString("id")
          .optionalLong("n")
          .requiredBoolean("asked")
          .endRecord();

  @TempDir Path directory;

  private final String prefix = KafkaCluster.uniqueName();
  private final Map<String, Object> brokers =
      Map.of("bootstrap.servers", KafkaCluster.shared().bootstrapServers());

  @BeforeEach
  void dropIn() {
    TrialPlugin.dropInto(directory);
  }

  @Test
  void whatIsWrittenHasTheIdOfItsOwnSchema() throws Exception {
    try (TestingRegistry registry = new TestingRegistry()) {
      int first = registry.put("in-value", FIRST.toString());
      int second = registry.put("in-value", SECOND.toString());
      int asked = registry.put("out-value", ASKED.toString());
      try (Trial trial = trial(registry).start()) {
        write("a", framed(first, new GenericRecordBuilder(FIRST).set("id", "1").build()));
        write(
            "b",
            framed(second, new GenericRecordBuilder(SECOND).set("id", "2").set("n", 7L).build()));
        trial.assertIdentity("work", 2);
        assertThat(trial.values("work-failures")).isEmpty();

        List<ConsumerRecord<String, byte[]>> out = read(2);
        assertThat(out).map(ConsumerRecord::key).containsExactly("a", "b");
        assertThat(out)
            .map(record -> text(asked, record.value()))
            .containsExactly(
                "{\"id\": \"1\", \"n\": null, \"asked\": true}",
                "{\"id\": \"2\", \"n\": 7, \"asked\": true}");
      }
    }
  }

  private Trial trial(TestingRegistry registry) {
    KafkaSettings settings =
        new KafkaSettings(
            KafkaCluster.shared().bootstrapServers(),
            "server-1",
            prefix,
            true,
            Optional.empty(),
            200_000,
            Map.of());
    CachedRegistry cached =
        new CachedRegistry(registry.client(Duration.ofSeconds(5)), 100, InstantSource.system());
    return new Trial(
        KafkaBackend.open(settings),
        directory,
        TOPOLOGY.formatted(directory.resolve("flag")),
        new StreamCodecs(Optional.of(cached)));
  }

  /** A zero, the schema's id, and the record. */
  private static byte[] framed(int id, GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(out);
    frame.writeByte(0);
    frame.writeInt(id);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    return out.toByteArray();
  }

  /** The record that is framed so, as JSON. */
  private static String text(int id, byte[] framed) {
    ByteBuffer frame = ByteBuffer.wrap(framed);
    assertThat(frame.get()).isZero();
    assertThat(frame.getInt()).isEqualTo(id);
    try {
      return new GenericDatumReader<GenericRecord>(ASKED)
          .read(
              null,
              DecoderFactory.get().binaryDecoder(framed, frame.position(), frame.remaining(), null))
          .toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void write(String key, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(brokers, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(prefix + "in", key, value)).get();
    }
  }

  private List<ConsumerRecord<String, byte[]>> read(int count) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(brokers, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> out = List.of(new TopicPartition(prefix + "out", 0));
      consumer.assign(out);
      consumer.seekToBeginning(out);
      while (records.size() < count) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
