package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {

  @Test
  void whoeverDeletedATopicIsAskedForIt() {
    TimeoutException expired =
        new TimeoutException("Expiring 100 record(s) for good-2:60002 ms has passed");
    assertThat(KafkaFailures.of("nothing is stored", new ExecutionException(expired)))
        .hasMessage(
            "nothing is stored: TimeoutException: Expiring 100 record(s) for good-2:60002 ms has"
                + " passed (the brokers did not take them in time: is the topic still there?)");
  }
}
