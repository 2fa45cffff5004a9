package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.CommitChain;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.frame.Block;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to be stored whole or not at all.
 *
 * @param streams streams to declare
 * @param group whose offsets they are; not asked for without offsets
 * @param offsets what the group commits
 * @param blocks what is appended
 * @param chain what it must follow, if anything
 * @param bases the offset of the first record of each partition, once it is stored
 */
record CommitRequest(
    List<StreamSpec> streams,
    String group,
    Map<StreamPartition, Long> offsets,
    List<Block> blocks,
    @Nullable CommitChain chain,
    CompletableFuture<Map<StreamPartition, Long>> bases) {

  static CommitRequest declare(List<StreamSpec> streams) {
    return new CommitRequest(streams, "", Map.of(), List.of(), null, new CompletableFuture<>());
  }

  static CommitRequest append(List<Block> blocks) {
    return new CommitRequest(List.of(), "", Map.of(), blocks, null, new CompletableFuture<>());
  }

  static CommitRequest commit(
      String group, Map<StreamPartition, Long> offsets, List<Block> blocks, CommitChain chain) {
    return new CommitRequest(List.of(), group, offsets, blocks, chain, new CompletableFuture<>());
  }

  /** How many bytes of records it has, as stored. */
  long storedBytes() {
    return blocks.stream().mapToLong(block -> block.stored().length()).sum();
  }

  /** Lets it fail, and all that follow it. */
  void fail(BackendException cause) {
    if (chain != null) {
      chain.breakWith(cause);
    }
    bases.completeExceptionally(cause);
  }

  /** Says that it is stored. */
  void succeed(Map<StreamPartition, Long> offsetsOfBlocks) {
    bases.complete(new HashMap<>(offsetsOfBlocks));
  }
}
