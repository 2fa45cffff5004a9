package io.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void everyMeterComesOutUnderItsName() {
    EveryMeter.touch(metrics);

    List<String> lines = metrics.scrape(null).text().lines().toList();

    for (Meters meter : Meters.values()) {
      assertThat(lines).contains("# HELP " + meter.exposedName() + " " + meter.help());
      String sample =
          switch (meter.type()) {
            case COUNTER, GAUGE -> meter.exposedName();
            case TIME_SUM, HISTOGRAM -> meter.exposedName() + "_count";
          };
      assertThat(lines).anyMatch(line -> line.startsWith(sample + labels(meter)));
    }
  }

  private static String labels(Meters meter) {
    return meter.labels().isEmpty() ? " " : "{";
  }

  @Test
  void roundsAreSummed() {
    metrics.counter(Meters.RECORDS, "orders", "failed").add(40);
    metrics.counter(Meters.RECORDS, "orders", "failed").add(2);
    metrics.timeSum(Meters.STAGE_SECONDS, "orders", "check").add(100, 1_500_000_000L);
    metrics.histogram(Meters.COMMIT_SECONDS, "orders").record(3_000_000);

    String text = metrics.scrape(null).text();

    assertThat(text)
        .contains("millrace_records_total{outcome=\"failed\",pipeline=\"orders\"} 42.0")
        .contains("millrace_stage_seconds_count{pipeline=\"orders\",stage=\"check\"} 100")
        .contains("millrace_stage_seconds_sum{pipeline=\"orders\",stage=\"check\"} 1.5")
        .contains("millrace_commit_seconds_bucket{pipeline=\"orders\",le=\"0.0025\"} 0")
        .contains("millrace_commit_seconds_bucket{pipeline=\"orders\",le=\"0.005\"} 1");
  }

  @Test
  void labelValuesAreBounded() {
    for (int i = 0; i < Metrics.MOST_SERIES + 10; i++) {
      metrics.counter(Meters.INGESTED_RECORDS, "stream-" + i).add(1);
    }

    assertThat(metrics.counter(Meters.INGESTED_RECORDS, "yet another").sum()).isEqualTo(10);
    assertThat(metrics.counter(Meters.INGESTED_RECORDS, "stream-3").sum()).isEqualTo(1);
    assertThat(metrics.scrape(null).text())
        .contains("millrace_ingested_records_total{stream=\"other\"} 10.0");
  }

  @Test
  void aLongLabelValueIsCut() {
    metrics.counter(Meters.INGESTED_RECORDS, "x".repeat(10_000)).add(1);

    assertThat(metrics.scrape(null).text()).doesNotContain("x".repeat(121));
  }

  @Test
  void aGaugeComesAndGoes() {
    Metrics.Registration lag =
        metrics.gauge(Meters.LAG_RECORDS, () -> 7, "check-orders", "raw-orders", "0");
    String line =
        "millrace_lag_records{partition=\"0\",pipeline=\"check-orders\",stream=\"raw-orders\"} 7.0";
    assertThat(metrics.scrape(null).text()).contains(line);

    lag.close();

    assertThat(metrics.scrape(null).text()).doesNotContain("millrace_lag_records");
    metrics.gauge(Meters.LAG_RECORDS, () -> 7, "check-orders", "raw-orders", "0");
    assertThat(metrics.scrape(null).text()).contains(line);
  }

  @Test
  void wrongUseIsNamed() {
    assertThatThrownBy(() -> metrics.counter(Meters.LAG_RECORDS, "a", "b", "c"))
        .hasMessageContaining("LAG_RECORDS is a GAUGE");
    assertThatThrownBy(() -> metrics.counter(Meters.RECORDS, "a"))
        .hasMessageContaining("[pipeline, outcome]");
  }

  @Test
  void openMetricsWhereItIsAskedFor() {
    Scrape scrape =
        metrics.scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2");

    assertThat(scrape.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(scrape.text()).endsWith("# EOF\n");
    assertThat(metrics.scrape(null).contentType()).startsWith("text/plain; version=0.0.4");
  }
}
