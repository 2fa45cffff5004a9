package io.millrace.kafka.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** One connection through a proxy. Messages of Kafka's protocol are a length and so many bytes. */
final class ProxiedConnection {

  private static final int KEY = 4;
  private static final int REQUESTS_NUMBER = 8;
  private static final int REPLYS_NUMBER = 4;

  private final KafkaProxy proxy;
  private final Socket client;
  private final Socket broker;
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
  private volatile boolean deaf;

  ProxiedConnection(KafkaProxy proxy, Socket client, Socket broker, Random chance)
      throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.broker = broker;
    client.setTcpNoDelay(true);
    broker.setTcpNoDelay(true);
    new Way(client, broker, new Random(chance.nextLong()), true).start();
    new Way(broker, client, new Random(chance.nextLong()), false).start();
  }

  /** Nothing arrives on it any more. */
  void deafen() {
    deaf = true;
  }

  void close() {
    try (client;
        broker) {
      proxy.closed(this);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private record Message(ByteBuffer framed, long due, long number) implements Delayed {

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(number, ((Message) other).number);
    }
  }

  /** One direction: a thread takes messages in, another hands them out when they are due. */
  private final class Way {

    private final Socket from;
    private final Socket to;
    private final Random chance;
    private final boolean requests;
    private final DelayQueue<Message> underway = new DelayQueue<>();

    Way(Socket from, Socket to, Random chance, boolean requests) {
      this.from = from;
      this.to = to;
      this.chance = chance;
      this.requests = requests;
    }

    void start() {
      run(this::takeIn);
      run(this::handOut);
    }

    private void run(Runnable work) {
      Thread thread = new Thread(work, "proxied");
      thread.setDaemon(true);
      thread.start();
    }

    private void takeIn() {
      try {
        DataInputStream in = new DataInputStream(from.getInputStream());
        long number = 0;
        while (true) {
          int length = in.readInt();
          byte[] framed = ByteBuffer.allocate(4 + length).putInt(length).array();
          in.readFully(framed, 4, length);
          long due = System.nanoTime() + proxy.delayNanos();
          underway.add(new Message(ByteBuffer.wrap(framed), due, number++));
        }
      } catch (IOException e) {
        close();
      }
    }

    private void handOut() {
      try {
        DataOutputStream out = new DataOutputStream(to.getOutputStream());
        while (!to.isClosed()) {
          Message message = underway.poll(1, TimeUnit.SECONDS);
          if (message != null && !pass(message.framed(), out)) {
            close();
          }
        }
      } catch (IOException e) {
        close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** False if the connection ends instead. */
    private boolean pass(ByteBuffer framed, DataOutputStream out) throws IOException {
      if (requests && proxy.losesReply(framed.getShort(KEY))) {
        lost.add(framed.getInt(REQUESTS_NUMBER));
      }
      boolean isLost = !requests && lost.contains(framed.getInt(REPLYS_NUMBER));
      if (isLost || proxy.cuts(chance)) {
        return false;
      }
      if (!proxy.isSilent() && !deaf) {
        out.write(framed.array(), framed.arrayOffset(), framed.limit());
        out.flush();
      }
      return true;
    }
  }
}
