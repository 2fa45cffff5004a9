package io.millrace.server.http.transport;

import io.netty.channel.embedded.EmbeddedChannel;

/** A loop whose tasks are run by the test: by the channel that it is of. */
public final class TestingLoop {

  private TestingLoop() {}

  public static Loop of(EmbeddedChannel channel) {
    return new Loop(channel.eventLoop());
  }
}
