package io.millrace.kafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network before one broker: clients that come in by its port reach the broker through it.
 * What it does by chance follows from the seed, the number of the connection and the number of the
 * message in it. Until it is told otherwise it passes everything on.
 */
public final class KafkaProxy implements AutoCloseable {

  private final ServerSocket server;
  private final Thread accepting;
  private final int target;
  private final long seed;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Map<Short, AtomicInteger> unanswered = new ConcurrentHashMap<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile long delayNanos;
  private volatile double cutShare;
  private volatile boolean silent;
  private volatile boolean refusing;
  private int accepted;

  KafkaProxy(int port, int target, long seed) {
    this.target = target;
    this.seed = seed;
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accepting = new Thread(this::accept, "proxy-" + port);
    accepting.setDaemon(true);
    accepting.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (refusing) {
          client.close();
        } else {
          Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
          Random chance = new Random(seed + 31L * accepted++);
          connections.add(new ProxiedConnection(this, client, broker, chance));
        }
      } catch (IOException e) {
        Thread.onSpinWait(); // the broker is away, or this is closed: the client is told by the end
      }
    }
  }

  /** Every message takes so long, in both directions; many may be on their way. */
  public void delay(Duration latency) {
    delayNanos = latency.toNanos();
  }

  /** This share of the messages ends its connection instead of arriving. */
  public void cut(double share) {
    cutShare = share;
  }

  /** The next replies to requests of this key do not arrive; the requests do. */
  public void loseReplies(int apiKey, int count) {
    unanswered.put((short) apiKey, new AtomicInteger(count));
  }

  /** How many connections it has cut. */
  public int cuts() {
    return cuts.get();
  }

  /** Half open: connections stay, and nothing arrives on them any more. */
  public void silence() {
    silent = true;
  }

  /** Nobody reaches the broker by this way. */
  public void refuse() {
    refusing = true;
    connections.forEach(ProxiedConnection::close);
  }

  /** All is well again; connections that were half open stay so. */
  public void heal() {
    delayNanos = 0;
    cutShare = 0;
    refusing = false;
    if (silent) {
      connections.forEach(ProxiedConnection::deafen);
    }
    silent = false;
    unanswered.clear();
  }

  long delayNanos() {
    return delayNanos;
  }

  boolean isSilent() {
    return silent;
  }

  boolean cuts(Random chance) {
    boolean cut = chance.nextDouble() < cutShare;
    if (cut) {
      cuts.incrementAndGet();
    }
    return cut;
  }

  /** Whether the reply to a request of this key is to be lost; counted. */
  boolean losesReply(short apiKey) {
    AtomicInteger left = unanswered.get(apiKey);
    boolean loses = left != null && left.getAndDecrement() > 0;
    if (loses) {
      cuts.incrementAndGet();
    }
    return loses;
  }

  void closed(ProxiedConnection connection) {
    connections.remove(connection);
  }

  @Override
  public void close() {
    try {
      server.close();
      // Until it has left its accept, nobody can listen on the port.
      accepting.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(ProxiedConnection::close);
  }
}
