package io.millrace.bench.parts;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.failure.Attempted;
import io.millrace.server.codec.failure.FailureRecord;
import io.millrace.server.codec.failure.FailureRecordEncoder;
import io.millrace.server.codec.failure.FailureSource;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An order that fails: decoded, and written as a failure record with the original in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class FailureBenchmark {

  private static final int MOST_BYTES = 16 << 20;
  private static final FailureSource SOURCE =
      new FailureSource(
          "bench", "host", "1.0", "enrich", "required", "required", "1.0", Attempted.VALIDATE);

  private final OrderRecords orders = new OrderRecords();
  private final FailureRecordEncoder encoder =
      new FailureRecordEncoder(new Format.Json(Set.of()), MOST_BYTES);
  private final ByteSink out = new ByteSink(4096);

  @Benchmark
  public int decodeAndWriteFailure() {
    StreamRecord record = orders.next();
    Event event = orders.codec().decode(OrderRecords.AT, record).get();
    Failures failures = Failures.of(Failure.rejected("field.missing", "shopper.vat is missing"));
    out.clear();
    encoder.encode(
        new FailureRecord(
            SOURCE,
            Instant.ofEpochMilli(record.timestamp()),
            OrderRecords.AT,
            record,
            event,
            1,
            failures),
        out);
    return out.length();
  }
}
