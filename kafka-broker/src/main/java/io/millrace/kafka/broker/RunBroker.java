package io.millrace.kafka.broker;

import java.util.concurrent.CountDownLatch;

/** Runs brokers, one or as many as the first argument says, until the process is ended. */
public final class RunBroker {

  private RunBroker() {}

  /** Prints where they listen, once they do. */
  public static void main(String[] arguments) throws InterruptedException {
    int nodes = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
    try (KafkaCluster cluster = KafkaCluster.start(nodes)) {
      System.out.println(cluster.bootstrapServers());
      new CountDownLatch(1).await();
    }
  }
}
