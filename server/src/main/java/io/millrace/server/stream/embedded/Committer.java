package io.millrace.server.stream.embedded;

import java.io.IOException;

/** What requests wait in until they are stored. */
interface Committer {

  /** Queues a request; requests are stored in the order of the calls. */
  void submit(CommitRequest request);

  /** Stores what waits, and ends; later requests fail. */
  void close() throws IOException;
}
