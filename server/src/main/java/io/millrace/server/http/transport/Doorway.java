package io.millrace.server.http.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets connections in, no more than are allowed, on epoll where there is epoll. */
public final class Doorway {

  private static final int BACKLOG = 4096;
  private static final int LOW_WATER = 64 * 1024;
  private static final int HIGH_WATER = 256 * 1024;
  private static final byte[] FULL =
      String.join(
              "\r\n",
              "HTTP/1.1 503 Service Unavailable",
              "Retry-After: 1",
              "Content-Length: 0",
              "Connection: close",
              "\r\n")
          .getBytes(ISO_8859_1);

  private final Desk desk;
  private final Map<EventExecutor, Loop> loops = new HashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private @Nullable EventLoopGroup threads;
  private @Nullable Channel listening;

  public Doorway(Desk desk) {
    this.desk = desk;
  }

  public int connections() {
    return connections.get();
  }

  public synchronized void open(InetSocketAddress address) throws IOException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            desk.config().threads(), new DefaultThreadFactory("http", true), io);
    threads = group;
    for (EventExecutor executor : group) {
      Loop loop = new Loop((EventLoop) executor);
      loops.put(executor, loop);
      executor.execute(loop::start);
    }
    ChannelFuture bound = bootstrap(group, epoll).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close(Duration.ZERO);
      throw new IOException(
          "http.address: cannot listen on "
              + address.getHostString()
              + " port "
              + address.getPort()
              + ": "
              + bound.cause().getMessage()
              + "; end what listens there, or change http.port",
          bound.cause());
    }
    listening = bound.channel();
  }

  public synchronized int port() {
    if (listening == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  public synchronized void close(Duration patience) {
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    EventLoopGroup group = threads;
    if (group == null) {
      return;
    }
    loops.values().forEach(loop -> loop.run(loop::stop));
    awaitNoConnections(patience);
    group
        .shutdownGracefully(0, Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    threads = null;
  }

  private void awaitNoConnections(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (connections) {
      while (connections.get() > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return;
        }
        try {
          connections.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private ServerBootstrap bootstrap(EventLoopGroup group, boolean epoll) {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return new ServerBootstrap()
        .group(group)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                enter(channel);
              }
            });
  }

  private void enter(Channel channel) {
    int open = connections.incrementAndGet();
    var unused = channel.closeFuture().addListener(closed -> left());
    if (open > desk.config().maxConnections()) {
      sendAway(channel);
      return;
    }
    Loop loop = requireNonNull(loops.get(channel.eventLoop()));
    Connection connection = new Connection(desk, loop);
    channel
        .pipeline()
        .addLast(new RequestDecoder(desk.config(), connection::bytesArrived))
        .addLast(connection);
  }

  private static void sendAway(Channel channel) {
    var unused =
        channel
            .writeAndFlush(Unpooled.wrappedBuffer(FULL))
            .addListener(ChannelFutureListener.CLOSE);
  }

  private void left() {
    connections.decrementAndGet();
    synchronized (connections) {
      connections.notifyAll();
    }
  }
}
