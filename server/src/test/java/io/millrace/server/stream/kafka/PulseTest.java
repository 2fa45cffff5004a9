package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
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
      Topics topics = topics(admin);
      Subscriptions subscriptions = new Subscriptions();
      CountDownLatch other = new CountDownLatch(1);
      var unused = subscriptions.add("other", other::countDown);
      Admin partly = partly(admin, PulseTest::refused);
      Pulse pulse = new Pulse(partly, topics, subscriptions, complaints, "localhost:1");
      pulse.follow("in");
      pulse.follow("other");
      Thread thread = new Thread(pulse);
      thread.start();
      while (asked.get() < 10) {
        assertThatCode(pulse::requireAnswers).doesNotThrowAnyException();
        Thread.sleep(20);
      }
      other.await();
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

  /**
   * As of a partition without a leader: the client asks for it until the patience is at its end.
   */
  @Test
  void whatHasNoAnswerDelaysNobodyElse() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      Topics topics = topics(admin);
      Subscriptions subscriptions = new Subscriptions();
      CountDownLatch told = new CountDownLatch(5);
      var unused = subscriptions.add("other", told::countDown);
      Admin silent = partly(admin, at -> new KafkaFutureImpl<>());
      Pulse pulse = new Pulse(silent, topics, subscriptions, complaints, "localhost:1");
      pulse.follow("in");
      pulse.follow("other");
      Thread thread = new Thread(pulse);
      thread.start();
      assertThat(told.await(2, TimeUnit.SECONDS)).isTrue();
      pulse.close();
      thread.join();
    }
  }

  private Topics topics(Admin admin) {
    KafkaSettings settings =
        TestingKafka.settings(
            cluster.bootstrapServers(), KafkaCluster.uniqueName(), "server-1", Map.of());
    Topics topics = new Topics(settings, admin);
    topics.declare(List.of(StreamSpec.of("in", 1), StreamSpec.of("other", 1)));
    return topics;
  }

  /** A real one, but for what it says of offsets. */
  private Admin partly(
      Admin real, Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ofIn) {
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
                  ? answers((Map<?, ?>) arguments[0], ofIn)
                  : method.invoke(real, arguments);
            });
  }

  /** What a cluster says where one may not read it. */
  private static KafkaFuture<ListOffsetsResultInfo> refused(TopicPartition at) {
    KafkaFutureImpl<ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
    answer.completeExceptionally(new TopicAuthorizationException(at.topic()));
    return answer;
  }

  /** What a cluster says where "other" has grown. */
  private ListOffsetsResult answers(
      Map<?, ?> questions, Function<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ofIn) {
    Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> all = new HashMap<>();
    for (Object each : questions.keySet()) {
      TopicPartition at = (TopicPartition) each;
      boolean other = at.topic().endsWith("other");
      all.put(
          at,
          other
              ? KafkaFuture.completedFuture(
                  new ListOffsetsResultInfo(asked.get(), -1, Optional.empty()))
              : ofIn.apply(at));
    }
    return new ListOffsetsResult(all);
  }
}
