package io.millrace.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one server. Asked twice for the same meter and label values it returns the same
 * one; callers on a hot path keep it. Safe for many threads.
 *
 * <p>A meter has at most {@link #MOST_SERIES} combinations of label values. What comes after that
 * is counted with {@code other} for every label; a gauge is not shown.
 */
@Singleton
public final class Metrics implements AutoCloseable {

  /** How many combinations of label values one meter may have. */
  public static final int MOST_SERIES = 2_000;

  private static final String OTHER = "other";
  private static final int LONGEST_VALUE = 120;
  private static final Duration[] BUCKETS =
      LongStream.of(
              500, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 1_000_000,
              5_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProcessMeters processMeters = new ProcessMeters(registry);
  private final Map<Meters, Series> series = new ConcurrentHashMap<>();

  /** The meters of the JVM and the process are there from the start. */
  @Inject
  public Metrics() {
    registry.throwExceptionOnRegistrationFailure();
  }

  /** A counter. */
  public Tally counter(Meters meter, String... labelValues) {
    require(meter, Meters.Type.COUNTER);
    return find(meter, Tally.class, labelValues, tags -> register(meter, tags, new Tally()));
  }

  /** A count and a sum of times. */
  public TimeSum timeSum(Meters meter, String... labelValues) {
    require(meter, Meters.Type.TIME_SUM);
    return find(meter, TimeSum.class, labelValues, tags -> register(meter, tags, new TimeSum()));
  }

  /** Times in buckets. */
  public Durations histogram(Meters meter, String... labelValues) {
    require(meter, Meters.Type.HISTOGRAM);
    return find(meter, Durations.class, labelValues, tags -> registerHistogram(meter, tags));
  }

  /**
   * Shows a number as it is whenever somebody looks.
   *
   * @param value called by any thread, must not wait
   * @return takes the gauge away again
   * @throws IllegalStateException if these label values have a gauge already
   */
  public Registration gauge(Meters meter, DoubleSupplier value, String... labelValues) {
    require(meter, Meters.Type.GAUGE);
    Series known = seriesOf(meter);
    List<String> values = known.values(labelValues);
    if (!known.claim(values)) {
      return () -> {};
    }
    Gauge gauge =
        Gauge.builder(stem(meter), value, DoubleSupplier::getAsDouble)
            .tags(tags(meter, values))
            .description(meter.help())
            .strongReference(true)
            .register(registry);
    return () -> {
      registry.remove(gauge);
      known.release(values);
    };
  }

  /**
   * All meters as a text.
   *
   * @param accept the request's header {@code Accept}, or null; OpenMetrics if it names it, else
   *     Prometheus' text format
   */
  public Scrape scrape(@Nullable String accept) {
    String contentType =
        accept != null && accept.contains("application/openmetrics-text")
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Scrape(contentType, registry.scrape(contentType));
  }

  @Override
  public void close() {
    processMeters.close();
    registry.close();
  }

  /** What {@link #gauge} returns. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private <T> T find(Meters meter, Class<T> type, String[] labelValues, Function<Tags, T> create) {
    Series known = seriesOf(meter);
    List<String> values = known.values(labelValues);
    return type.cast(known.findOrCreate(values, found -> create.apply(tags(meter, found))));
  }

  private Series seriesOf(Meters meter) {
    return series.computeIfAbsent(meter, m -> new Series(m, MOST_SERIES, LONGEST_VALUE, OTHER));
  }

  private Tally register(Meters meter, Tags tags, Tally tally) {
    FunctionCounter.builder(stem(meter), tally, Tally::sum)
        .tags(tags)
        .description(meter.help())
        .register(registry);
    return tally;
  }

  private TimeSum register(Meters meter, Tags tags, TimeSum sum) {
    FunctionTimer.builder(stem(meter), sum, TimeSum::count, TimeSum::nanos, TimeUnit.NANOSECONDS)
        .tags(tags)
        .description(meter.help())
        .register(registry);
    return sum;
  }

  private Durations registerHistogram(Meters meter, Tags tags) {
    return new Durations(
        Timer.builder(stem(meter))
            .tags(tags)
            .description(meter.help())
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }

  private static Tags tags(Meters meter, List<String> values) {
    Tags tags = Tags.empty();
    for (int i = 0; i < values.size(); i++) {
      tags = tags.and(meter.labels().get(i), values.get(i));
    }
    return tags;
  }

  /** Micrometer puts the ending that belongs to the type behind the name itself. */
  private static String stem(Meters meter) {
    return meter.exposedName().replaceFirst("_total$|_seconds$", "");
  }

  private static void require(Meters meter, Meters.Type type) {
    if (meter.type() != type) {
      throw new IllegalArgumentException(meter + " is a " + meter.type() + ", not a " + type);
    }
  }
}
