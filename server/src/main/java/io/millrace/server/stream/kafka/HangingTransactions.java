package io.millrace.server.stream.kafka;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of ours that a coordinator calls over and a partition of committed offsets
 * still holds open: nobody else would, and the group could read its offsets no more. A broker can
 * leave such a one behind when it comes back after the transaction's time is up. The same as {@code
 * kafka-transactions.sh find-hanging} and {@code abort} (KIP-664). For any thread.
 */
final class HangingTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private final Admin admin;
  private final String prefix;

  /** Those whose transactional ids begin so. */
  HangingTransactions(Admin admin, String prefix) {
    this.admin = admin;
    this.prefix = prefix;
  }

  /** Ends those that hold the offsets of a group; what goes wrong is logged. */
  void end(String group) {
    try {
      TopicPartition offsets = offsetsOf(group);
      for (ProducerState open : producers(offsets)) {
        OptionalLong start = open.currentTransactionStartOffset();
        if (start.isPresent() && isOver(open.producerId()) && isStillOpen(offsets, open)) {
          LOG.warn(
              "a transaction of producer {} holds {} open from offset {} on, though its coordinator"
                  + " calls it over: it is aborted, so that {} can go on",
              open.producerId(),
              offsets,
              start.getAsLong(),
              group);
          abort(offsets, open);
        }
      }
    } catch (ExecutionException | KafkaException e) {
      LOG.warn("cannot look for hanging transactions of {}: {}", group, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TopicPartition offsetsOf(String group) throws ExecutionException, InterruptedException {
    String topic = Topic.GROUP_METADATA_TOPIC_NAME;
    int partitions =
        Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
            .partitions()
            .size();
    return new TopicPartition(topic, Utils.abs(group.hashCode()) % partitions);
  }

  private List<ProducerState> producers(TopicPartition at)
      throws ExecutionException, InterruptedException {
    return admin.describeProducers(List.of(at)).partitionResult(at).get().activeProducers();
  }

  private boolean isOver(long producerId) throws ExecutionException, InterruptedException {
    Optional<TransactionListing> listed =
        admin
            .listTransactions(new ListTransactionsOptions().filterProducerIds(Set.of(producerId)))
            .all()
            .get()
            .stream()
            .findFirst();
    return listed
        .filter(transaction -> transaction.transactionalId().startsWith(prefix))
        .filter(transaction -> OVER.contains(transaction.state()))
        .isPresent();
  }

  /** Seen before and after its coordinator was asked, it is not one that began in between. */
  private boolean isStillOpen(TopicPartition at, ProducerState then)
      throws ExecutionException, InterruptedException {
    return producers(at).stream()
        .anyMatch(
            now ->
                now.producerId() == then.producerId()
                    && now.producerEpoch() == then.producerEpoch()
                    && now.currentTransactionStartOffset()
                        .equals(then.currentTransactionStartOffset()));
  }

  private void abort(TopicPartition at, ProducerState open)
      throws ExecutionException, InterruptedException {
    AbortTransactionSpec spec =
        new AbortTransactionSpec(
            at, open.producerId(), (short) open.producerEpoch(), open.coordinatorEpoch().orElse(0));
    admin.abortTransaction(spec).all().get();
  }
}
