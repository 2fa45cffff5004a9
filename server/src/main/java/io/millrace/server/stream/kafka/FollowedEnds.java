package io.millrace.server.stream.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the partitions that somebody follows end. One that has no leader is asked for by the client
 * until its time is up; meanwhile the others are looked at as ever. For one thread.
 */
final class FollowedEnds {

  /** So long a look waits for answers, about; what comes later is for the next one. */
  private static final Duration SOON = Duration.ofMillis(100);

  private final Admin admin;
  private final int patienceMillis;
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> asked = new HashMap<>();

  /**
   * Follows nothing yet.
   *
   * @param patienceMillis so long the client asks for a partition
   */
  FollowedEnds(Admin admin, int patienceMillis) {
    this.admin = admin;
    this.patienceMillis = patienceMillis;
  }

  /**
   * What a look has found.
   *
   * @param grown partitions that have grown since the last answer, or have their first one
   * @param unknown why it is not known of one that has failed; null if none has
   * @param whole whether all have been answered for
   */
  record Look(Set<TopicPartition> grown, @Nullable ExecutionException unknown, boolean whole) {}

  /** Asks for these partitions, but for those that an answer is still to come of. */
  Look look(Set<TopicPartition> followed) throws InterruptedException {
    ends.keySet().retainAll(followed);
    asked.keySet().retainAll(followed);
    Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
    followed.forEach(at -> questions.put(at, OffsetSpec.latest()));
    questions.keySet().removeAll(asked.keySet());
    if (!questions.isEmpty()) {
      ask(questions);
    }
    return answers();
  }

  private void ask(Map<TopicPartition, OffsetSpec> questions) throws InterruptedException {
    ListOffsetsResult found =
        admin.listOffsets(
            questions,
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(patienceMillis));
    questions.keySet().forEach(at -> asked.put(at, found.partitionResult(at)));
    try {
      var unused = found.all().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Each has an answer of its own, or is to have one.
    }
  }

  private Look answers() throws InterruptedException {
    Set<TopicPartition> grown = new HashSet<>();
    ExecutionException unknown = null;
    Iterator<Map.Entry<TopicPartition, KafkaFuture<ListOffsetsResultInfo>>> all =
        asked.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> each = all.next();
      if (!each.getValue().isDone()) {
        continue;
      }
      all.remove();
      try {
        long end = each.getValue().get().offset();
        Long before = ends.put(each.getKey(), end);
        if (before == null || before < end) {
          grown.add(each.getKey());
        }
      } catch (ExecutionException e) { // such as of a topic that somebody has deleted
        unknown = e;
      }
    }
    return new Look(grown, unknown, unknown == null && asked.isEmpty());
  }
}
