package io.millrace.server.metrics;

/** Makes one of each meter. */
final class EveryMeter {

  private EveryMeter() {}

  static void touch(Metrics metrics) {
    for (Meters meter : Meters.values()) {
      String[] values = meter.labels().toArray(String[]::new);
      switch (meter.type()) {
        case COUNTER -> metrics.counter(meter, values).add(1);
        case TIME_SUM -> metrics.timeSum(meter, values).add(1, 1);
        case HISTOGRAM -> metrics.histogram(meter, values).record(1);
        case GAUGE -> metrics.gauge(meter, () -> 1, values);
      }
    }
  }
}
