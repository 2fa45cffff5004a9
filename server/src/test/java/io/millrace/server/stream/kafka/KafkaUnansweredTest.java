package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.LoggedEvents;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that stands still: nobody knows what it has stored, and whoever appended is told so. */
@Timeout(120)
class KafkaUnansweredTest {

  private static final StreamPartition AT = new StreamPartition("in", 0);

  @Test
  void whatGotNoAnswerMayBeStoredAndSaysSo() throws Exception {
    KafkaCluster cluster = KafkaCluster.shared();
    try (KafkaBackend backend = TestingKafka.backend()) {
      backend.declare(List.of(StreamSpec.of("in", 1)));
      Map<StreamPartition, Records> append = Map.of(AT, values("a"));
      backend.append(append).join();
      cluster.node(0).pause();
      try {
        CompletableFuture<?> unanswered = backend.append(append);
        assertThatThrownBy(unanswered::join)
            .cause()
            .hasMessageContaining("not known whether the records are stored")
            .extracting(e -> ((BackendException) e).kind())
            .isEqualTo(Kind.UNAVAILABLE);
        for (int i = 0; i < 25; i++) {
          assertThat(backend.complaints()).as("what health tells").isNotEmpty();
          Thread.sleep(20);
        }
      } finally {
        cluster.node(0).resume();
      }
    }
  }

  @Test
  void nobodyWaitsForAClusterThatIsKnownToBeAway() throws Exception {
    KafkaCluster cluster = KafkaCluster.shared();
    try (LoggedEvents logged = LoggedEvents.of(Pulse.class);
        KafkaBackend backend = TestingKafka.backend()) {
      backend.declare(List.of(StreamSpec.of("in", 1)));
      Map<StreamPartition, Records> append = Map.of(AT, values("a"));
      backend.append(append).join();
      cluster.node(0).pause();
      try {
        while (!backend.append(append).isCompletedExceptionally()) {
          Thread.sleep(200);
        }
        assertThatThrownBy(() -> backend.read(AT, 0, new Limits(1, 1)))
            .isInstanceOf(BackendException.class)
            .hasMessageStartingWith("no answer from Kafka at");
      } finally {
        cluster.node(0).resume();
      }
      while (!isThere(backend)) {
        Thread.sleep(20);
      }
      backend.append(append).join();
      while (logged.count("answers again") == 0) {
        Thread.sleep(20);
      }
      assertThat(logged.count("what needs it waits until there is one")).isPositive();
    }
  }

  private static boolean isThere(KafkaBackend backend) {
    try {
      return backend.range(AT).next() > 0;
    } catch (BackendException e) {
      return false;
    }
  }
}
