package io.millrace.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import org.junit.jupiter.api.Test;

class PartitionerTest {

  /** The expectations of Kafka's own {@code UtilsTest.testMurmur2}. */
  @Test
  void hashesAsKafkaDoes() {
    assertThat(Partitioner.murmur2(Bytes.utf8("21"))).isEqualTo(-973932308);
    assertThat(Partitioner.murmur2(Bytes.utf8("foobar"))).isEqualTo(-790332482);
    assertThat(Partitioner.murmur2(Bytes.utf8("a-little-bit-long-string"))).isEqualTo(-985981536);
    assertThat(Partitioner.murmur2(Bytes.utf8("a-little-bit-longer-string")))
        .isEqualTo(-1486304829);
    assertThat(Partitioner.murmur2(Bytes.utf8("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")))
        .isEqualTo(-58897971);
    assertThat(Partitioner.murmur2(Bytes.utf8("xabcx").slice(1, 3))).isEqualTo(479470107);
  }

  @Test
  void staysInThePartitions() {
    for (int i = 0; i < 1000; i++) {
      assertThat(Partitioner.partition(Bytes.utf8("key" + i), 7, 0)).isBetween(0, 6);
      assertThat(Partitioner.partition(null, 7, Integer.MIN_VALUE + i)).isBetween(0, 6);
    }
  }

  @Test
  void takesTheGivenNumberWithoutAKey() {
    assertThat(Partitioner.partition(null, 4, 6)).isEqualTo(2);
  }
}
