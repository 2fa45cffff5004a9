package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads outside of groups, as HTTP makes them. */
@Timeout(120)
class KafkaReadsTest {

  private static final Limits FEW = new Limits(10, 100_000);
  private static final int READS = 30;

  /** A consumer that has got what there is asks for more at once, and waits for it. */
  @Test
  void aReadDoesNotWaitForMoreOfWhatAnotherHasRead() {
    try (KafkaBackend backend = TestingKafka.backend()) {
      backend.declare(List.of(StreamSpec.of("in", 2)));
      for (int n = 0; n < 2; n++) {
        backend.append(Map.of(new StreamPartition("in", n), values("p" + n))).join();
        backend.read(new StreamPartition("in", n), 0, FEW);
      }

      long start = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        StreamPartition at = new StreamPartition("in", i % 2);
        assertThat(texts(backend.read(at, 0, FEW))).containsExactly("p" + i % 2);
        assertThat(backend.range(at).next()).isEqualTo(1);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }
  }
}
