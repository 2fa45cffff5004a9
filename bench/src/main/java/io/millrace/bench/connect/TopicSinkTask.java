package io.millrace.bench.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bench.KafkaPeer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The sink's work: at least once, since a sink of Connect has no transaction with its offsets. */
public final class TopicSinkTask extends SinkTask {

  static final String OUTPUT = "output.topic";
  static final String BOOTSTRAP = "output.bootstrap.servers";

  private final JsonConverter json = new JsonConverter();
  private String topic = "";
  private KafkaProducer<byte[], byte[]> producer;

  @Override
  public void start(Map<String, String> settings) {
    topic = settings.get(OUTPUT);
    json.configure(Map.of("schemas.enable", "false"), false);
    Map<String, Object> client = new HashMap<>(KafkaPeer.PRODUCER);
    client.put("bootstrap.servers", settings.get(BOOTSTRAP));
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a lost record would be seen in the output's count
  public void put(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      byte[] value = json.fromConnectData(topic, null, record.value());
      producer.send(new ProducerRecord<>(topic, record.key().toString().getBytes(UTF_8), value));
    }
  }

  @Override
  public void flush(Map<TopicPartition, OffsetAndMetadata> offsets) {
    producer.flush();
  }

  @Override
  public void stop() {
    producer.close();
  }

  @Override
  public String version() {
    return "1";
  }
}
