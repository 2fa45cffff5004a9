package io.millrace.bench.parts;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.stream.ByteSink;
import io.vavr.control.Either;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * One order of 500 bytes of JSON on its way: each method does what the one before does, and more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class EventBenchmark {

  private static final FieldPath PRODUCT_NAME = FieldPath.of("product.name");
  private static final FieldPath PRODUCT_CATEGORY = FieldPath.of("product.category");

  private final OrderRecords orders = new OrderRecords();
  private final ByteSink out = new ByteSink(4096);

  /** The scan: proves that it is strict JSON, and finds the top-level fields. */
  @Benchmark
  public Either<Failures, Event> decode() {
    return orders.codec().decode(OrderRecords.AT, orders.next());
  }

  /** Three fields looked up, two of them in objects. */
  @Benchmark
  public void decodeAndRead(Blackhole blackhole) {
    read(orders.event(), blackhole);
  }

  /** What nobody has changed is written as it came. */
  @Benchmark
  public int decodeAndEncode() {
    return encode(orders.event());
  }

  /** Two fields added: an overlay, spliced in when it is written. */
  @Benchmark
  public int decodeReadAndEncodeChanged(Blackhole blackhole) {
    Event event = orders.event();
    read(event, blackhole);
    return encode(event.with(PRODUCT_NAME, "Product number 17").with(PRODUCT_CATEGORY, "toys"));
  }

  private static void read(Event event, Blackhole blackhole) {
    blackhole.consume(event.text(OrderRecords.EVENT_ID));
    blackhole.consume(event.text(OrderRecords.SHOPPER_ID));
    blackhole.consume(event.text(OrderRecords.PRODUCT_ID));
  }

  private int encode(Event event) {
    out.clear();
    if (orders.codec().encode(event, out).isPresent()) {
      throw new IllegalStateException("it could not be encoded");
    }
    return out.length();
  }
}
