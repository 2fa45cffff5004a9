package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.StreamPartition;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An {@link Error} in the middle of a transaction. */
@Timeout(120)
class KafkaDefectsTest {

  private final CopyScene scene = new CopyScene(KafkaCluster.shared(), TestingKafka.STEADY);

  /** Throws at each of these points, once. */
  private static Consumer<FaultPoint> defects(Set<FaultPoint> points) {
    return point -> {
      if (points.remove(point)) {
        throw new NoClassDefFoundError("at " + point);
      }
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLLED")
  void theWorkerMakesItsRoundAgain(FaultPoint at) throws Exception {
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server = scene.server("server-1", defects(EnumSet.of(at)));
        TestingCopier copier = new TestingCopier(server, 300)) {
      scene.fill(filler);
      scene.awaitCopied(CopyScene.ALL);
      assertThat(copier.committed()).isPositive();
    }
    scene.assertEachOnceInOrder();
  }

  @Test
  void whatIsHalfSentIsNotGoneOnWith() throws Exception {
    try (KafkaBackend backend = scene.server("server-1")) {
      assertThat(backend.streams()).containsKey("out");
    }
    KafkaSettings settings = TestingKafka.settings(scene.cluster(), scene.prefix(), "server-1");
    Transactions transactions =
        new Transactions(
            settings,
            new ClientProperties(settings).appendsTogether(),
            waits -> {},
            defects(EnumSet.of(FaultPoint.HALF_SENT)));

    assertThatThrownBy(() -> transactions.store(content("lost 1", "lost 2")))
        .isInstanceOf(NoClassDefFoundError.class);
    assertThat(transactions.store(content("kept 1", "kept 2"))).hasSize(1);

    transactions.discard();
    scene.awaitCopied(2);
    assertThat(scene.copied()).containsExactly("kept 1", "kept 2");
  }

  private static Transactions.Content content(String... values) {
    StreamPartition out = CopyScene.OUT;
    return new Transactions.Content(List.of(Map.of(out, values(values))), Map.of(), null);
  }
}
