package io.millrace.server.http.transport;

import io.netty.channel.ChannelHandlerContext;

/** Writes to a connection for as long as it lasts. All methods are for the thread of the loop. */
public interface Feed {

  /** Begins; the head of the answer has been written. */
  void start(ChannelHandlerContext context);

  /** The client has taken what was written. */
  void writable();

  /** About twice a second. */
  void beat();

  /** The connection has ended. */
  void close();
}
