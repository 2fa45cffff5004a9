package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member of a group that cannot become one, without a broker. */
@Timeout(60)
class FetcherTest {

  private static final String NOBODY = "localhost:1";

  private final Share share = new Share();
  private final CountDownLatch tried = new CountDownLatch(3);

  /** Never gets as far as a commit. */
  private static final class Unused implements Committer.Storing {

    @Override
    public void prepare() {}

    @Override
    public void store(
        List<Commit> commits,
        Map<StreamPartition, Long> offsets,
        Committer.Continuity continuity) {}

    @Override
    public void giveUp() {}

    @Override
    public void close() {}
  }

  @Test
  void aDefectIsToldToTheWorkerAndItIsTriedAgain() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", NOBODY))) {
      Complaints complaints = new Complaints();
      Fetcher fetcher =
          new Fetcher(
              "group-0",
              () -> {
                tried.countDown();
                throw new NoClassDefFoundError("gone");
              },
              new Topics(TestingKafka.settings(NOBODY, "t-", "server-1", Map.of()), admin),
              List.of("in"),
              share,
              new Committer("group-0", "group", share, new Unused(), complaints),
              complaints);
      Thread thread = new Thread(fetcher, "fetcher");
      thread.start();

      assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> share.take(new Limits(1, 1)))
          .hasMessageContaining("group-0 cannot read: NoClassDefFoundError: gone")
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(Kind.UNAVAILABLE);
      fetcher.close();
      thread.join();
    }
  }
}
