package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PulseTest {

  private final KafkaCluster cluster = KafkaCluster.shared();
  private final Complaints complaints = new Complaints();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean refusing = new AtomicBoolean(true);

  @Test
  void aFollowedStreamThatCannotBeLookedAtIsNoClusterThatIsAway() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      KafkaSettings settings =
          TestingKafka.settings(
              cluster.bootstrapServers(), KafkaCluster.uniqueName(), "server-1", Map.of());
      Topics topics = new Topics(settings, admin);
      topics.declare(List.of(StreamSpec.of("in", 1)));
      Pulse pulse =
          new Pulse(partly(admin), topics, new Subscriptions(), complaints, "localhost:1");
      pulse.follow("in");
      Thread thread = new Thread(pulse);
      thread.start();
      while (asked.get() < 10) {
        assertThatCode(pulse::requireAnswers).doesNotThrowAnyException();
        Thread.sleep(20);
      }
      assertThat(complaints.has(Complaints.CLUSTER)).isFalse();
      assertThat(complaints.all()).singleElement().asString().contains("followed streams");
      refusing.set(false);
      while (!complaints.all().isEmpty()) {
        Thread.sleep(20);
      }
      pulse.close();
      thread.join();
    }
  }

  /** A real one, but for what it says of offsets. */
  private Admin partly(Admin real) {
    return (Admin)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              boolean offsets = method.getName().equals("listOffsets");
              if (offsets) {
                asked.incrementAndGet();
              }
              return offsets && refusing.get()
                  ? refused((Map<?, ?>) arguments[0])
                  : method.invoke(real, arguments);
            });
  }

  private static ListOffsetsResult refused(Map<?, ?> asked) {
    KafkaFutureImpl<ListOffsetsResult.ListOffsetsResultInfo> failure = new KafkaFutureImpl<>();
    failure.completeExceptionally(new TopicAuthorizationException("in"));
    Map<TopicPartition, KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo>> all =
        Map.of((TopicPartition) asked.keySet().iterator().next(), failure);
    return new ListOffsetsResult(all);
  }
}
