package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a client's exception means for a worker, and what a person can do about it. */
final class KafkaFailures {

  /** What the client answers for the good records of a batch that has a bad one. */
  private static final String BESIDE_AN_INVALID_RECORD =
      "Failed to append record because it was part of a batch";

  private KafkaFailures() {}

  /** The failure of the cluster that an exception stands for. */
  static BackendException of(String doing, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof BackendException known) {
      return known;
    }
    return new BackendException(kind(cause), doing + ": " + advice(cause), cause);
  }

  /** The exception that a future or a client has wrapped. */
  static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof TransactionAbortableException
            || cause.getClass() == org.apache.kafka.common.KafkaException.class)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether another has taken this member's or this producer's place. */
  static boolean isFenced(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException
        || cause instanceof FencedInstanceIdException;
  }

  /** Whether the group has moved on since the consumer last heard of it. */
  static boolean isStaleMember(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof CommitFailedException
        || cause instanceof IllegalGenerationException
        || cause instanceof UnknownMemberIdException
        || cause instanceof RebalanceInProgressException;
  }

  /**
   * Whether one topic is not there or does not take something: what else is in the transaction may
   * be stored without it.
   */
  static boolean isOfTopic(Throwable thrown) {
    Throwable cause = clients(thrown);
    return isMissing(cause)
        || cause instanceof RecordTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof InvalidTimestampException
        || cause instanceof InvalidTopicException
        || cause instanceof TopicAuthorizationException
        || String.valueOf(cause.getMessage()).startsWith(BESIDE_AN_INVALID_RECORD);
  }

  /** Whether a topic or a partition of it is not there. */
  static boolean isMissing(Throwable thrown) {
    Throwable cause = clients(thrown);
    return cause instanceof UnknownTopicOrPartitionException
        || (cause instanceof TimeoutException
            && String.valueOf(cause.getMessage()).contains("not present in metadata"));
  }

  /** Whether it is the whole topic; false also if it is not known. */
  static boolean isMissingTopic(Throwable thrown) {
    return isMissing(thrown) && String.valueOf(clients(thrown).getMessage()).startsWith("Topic ");
  }

  /** What the client threw. */
  private static Throwable clients(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof BackendException && cause.getCause() != null
        ? unwrap(cause.getCause())
        : cause;
  }

  private static Kind kind(Throwable cause) {
    if (isFenced(cause) || isStaleMember(cause)) {
      return Kind.LOST;
    }
    return cause instanceof RecordTooLargeException ? Kind.REFUSED : Kind.UNAVAILABLE;
  }

  private static String advice(Throwable cause) {
    String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    if (cause instanceof FencedInstanceIdException || cause instanceof ProducerFencedException) {
      return message + " (another server has taken over; does one have the same kafka.server-id?)";
    }
    if (cause instanceof SslAuthenticationException) {
      Throwable root = root(cause);
      return message
          + ": "
          + root.getClass().getSimpleName()
          + ": "
          + root.getMessage()
          + " (client and brokers do not trust each other: check the certificates, and ssl.* of"
          + " kafka.properties)";
    }
    if (cause instanceof AuthenticationException) {
      return message
          + " (the brokers do not accept the credentials: check sasl.* and ssl.* of"
          + " kafka.properties)";
    }
    if (cause instanceof AuthorizationException) {
      return message
          + " (an ACL is missing for the user of kafka.properties: topics, groups and transactional"
          + " ids under kafka.prefix)";
    }
    if (cause instanceof TimeoutException && message.contains("Expiring")) {
      return message + " (the brokers did not take them in time: is the topic still there?)";
    }
    return message;
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
