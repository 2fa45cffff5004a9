package io.millrace.plugin.file;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Position;
import io.millrace.api.Sink;
import io.millrace.plugin.file.PartitionFiles.RollRule;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One worker's side of the sink: encodes batches and hands them to the files of partitions. */
final class FileSink implements Sink, AutoCloseable {

  private final SinkDirectory directory;
  private final RecordFormat format;
  private final RollRule rule;
  private final Runnable onClose;
  private final Set<PartitionFiles> written = new LinkedHashSet<>();
  private boolean committed = true;

  FileSink(SinkDirectory directory, RecordFormat format, RollRule rule, Runnable onClose) {
    this.directory = directory;
    this.format = format;
    this.rule = rule;
    this.onClose = onClose;
  }

  private record Partition(String stream, int number) {

    static Partition of(Position position) {
      return new Partition(position.stream(), position.partition());
    }
  }

  @Override
  public List<Either<Failures, Event>> deliver(List<Event> events) {
    committed = false;
    List<Either<Failures, Event>> answers = new ArrayList<>(events.size());
    Map<Partition, Batch> batches = new LinkedHashMap<>();
    for (Event event : events) {
      Either<Failures, byte[]> encoded = format.encode(event);
      encoded.forEach(
          bytes ->
              batches
                  .computeIfAbsent(Partition.of(event.position()), key -> new Batch())
                  .add(event.position().offset(), bytes));
      answers.add(encoded.map(bytes -> event));
    }
    batches.forEach(
        (partition, batch) ->
            append(partition, batch).ifPresent(why -> fail(events, answers, partition, why)));
    return answers;
  }

  private Optional<Failure> append(Partition partition, Batch batch) {
    try {
      PartitionFiles files = directory.partition(partition.stream(), partition.number());
      written.add(files);
      files.append(this, batch, format, rule);
      return Optional.empty();
    } catch (SinkDirectory.DirectoryInUseException e) {
      return Optional.of(Failure.unavailable("file.in-use", e.getMessage()));
    } catch (DamagedFileException e) {
      return Optional.of(Failure.unavailable("file.damaged", e.getMessage()));
    } catch (IOException e) {
      return Optional.of(Failure.unavailable("file.unavailable", "cannot write: " + e));
    }
  }

  private static void fail(
      List<Event> events, List<Either<Failures, Event>> answers, Partition partition, Failure why) {
    for (int i = 0; i < events.size(); i++) {
      if (answers.get(i).isRight() && Partition.of(events.get(i).position()).equals(partition)) {
        answers.set(i, Failures.left(why));
      }
    }
  }

  @Override
  public void idle() {
    committed = true;
    try {
      forEach(files -> files.idle(this, rule));
      directory.closeLeft(rule);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the files for good if all of them is known to be committed, else leaves them open. */
  @Override
  public void close() throws IOException {
    try {
      forEach(files -> files.close(this, committed));
    } finally {
      onClose.run();
    }
  }

  private interface Action {
    void on(PartitionFiles files) throws IOException;
  }

  /** Does it for every partition, whatever becomes of the others; then throws the first error. */
  private void forEach(Action action) throws IOException {
    IOException first = null;
    for (PartitionFiles files : written) {
      try {
        action.on(files);
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
