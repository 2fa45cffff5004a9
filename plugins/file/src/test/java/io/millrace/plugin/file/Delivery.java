package io.millrace.plugin.file;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.testing.TestingEvent;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Events, settings and file listings for the tests. */
final class Delivery {

  private Delivery() {}

  static FileSettings ndjson(Path directory, long rollSize) {
    return new FileSettings(
        directory,
        FileSettings.Format.NDJSON,
        Optional.empty(),
        false,
        rollSize,
        Duration.ofMinutes(10));
  }

  static FileSettings avro(Path directory, Path schema) {
    return new FileSettings(
        directory,
        FileSettings.Format.AVRO,
        Optional.of(schema),
        false,
        1 << 20,
        Duration.ofMinutes(10));
  }

  static Event event(long offset) {
    return event(0, offset);
  }

  static Event event(int partition, long offset) {
    return TestingEvent.builder()
        .position("orders", partition, offset)
        .body(Map.of("n", offset))
        .build();
  }

  static Event event(long offset, Object body) {
    return TestingEvent.builder().position("orders", 0, offset).body(body).build();
  }

  /** The events of the offsets from one to another, both included. */
  static List<Event> events(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(Delivery::event).toList();
  }

  static String lines(long from, long to) {
    StringBuilder lines = new StringBuilder();
    LongStream.rangeClosed(from, to).forEach(n -> lines.append("{\"n\":" + n + "}\n"));
    return lines.toString();
  }

  static boolean delivered(List<Either<Failures, Event>> answers) {
    return answers.stream().allMatch(Either::isRight);
  }

  static List<String> files(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals(SinkDirectory.LOCK))
          .sorted()
          .toList();
    }
  }
}
