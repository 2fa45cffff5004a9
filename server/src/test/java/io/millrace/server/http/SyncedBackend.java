package io.millrace.server.http;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * For measuring HTTP alone: writes what is appended to a file, over and over its first part, syncs
 * it once for all that waits, gives offsets, and forgets. Nothing can be read.
 */
final class SyncedBackend implements Backend {

  private static final long FILE_BYTES = 256L << 20;

  private final MemoryBackend streams = new MemoryBackend();
  private final FileChannel file;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Map<StreamPartition, Long> next = new HashMap<>();
  private long at;

  private record Waiting(
      Map<StreamPartition, Records> records, CompletableFuture<Map<StreamPartition, Long>> done) {}

  SyncedBackend(Path path) {
    try {
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (long i = 0; i < FILE_BYTES; i += 1 << 20) {
        file.write(ByteBuffer.allocate(1 << 20), i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::work, "committer");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletableFuture<Map<StreamPartition, Long>> append(
      Map<StreamPartition, Records> records) {
    Waiting waiting = new Waiting(records, new CompletableFuture<>());
    queue.add(waiting);
    return waiting.done();
  }

  private void work() {
    List<Waiting> group = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(32 << 20);
    try {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group);
        for (Waiting waiting : group) {
          waiting.records().values().forEach(records -> put(buffer, records.encoded()));
        }
        write(buffer.flip());
        buffer.clear();
        group.forEach(this::complete);
        group.clear();
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ByteBuffer buffer, Bytes bytes) {
    buffer.put(bytes.array(), bytes.offset(), bytes.length());
  }

  private void write(ByteBuffer buffer) throws IOException {
    if (at + buffer.remaining() > FILE_BYTES) {
      at = 0;
    }
    while (buffer.hasRemaining()) {
      at += file.write(buffer, at);
    }
    file.force(false);
  }

  private void complete(Waiting waiting) {
    Map<StreamPartition, Long> offsets = new HashMap<>();
    waiting
        .records()
        .forEach(
            (partition, records) -> {
              long first = next.getOrDefault(partition, 0L);
              offsets.put(partition, first);
              next.put(partition, first + records.count());
            });
    waiting.done().complete(offsets);
  }

  @Override
  public void declare(Collection<StreamSpec> specs) {
    streams.declare(specs);
  }

  @Override
  public Map<String, StreamSpec> streams() {
    return streams.streams();
  }

  @Override
  public Intake open(IntakeSpec spec) {
    return streams.open(spec);
  }

  @Override
  public Batch read(StreamPartition partition, long offset, Limits limits) {
    return streams.read(partition, offset, limits);
  }

  @Override
  public OffsetRange range(StreamPartition partition) {
    return streams.range(partition);
  }

  @Override
  public Map<StreamPartition, Long> committed(String group) {
    return streams.committed(group);
  }

  @Override
  public Subscription onAppend(String stream, Runnable callback) {
    return streams.onAppend(stream, callback);
  }

  @Override
  public int maxRecordBytes() {
    return streams.maxRecordBytes();
  }

  @Override
  public List<String> complaints() {
    return streams.complaints();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
