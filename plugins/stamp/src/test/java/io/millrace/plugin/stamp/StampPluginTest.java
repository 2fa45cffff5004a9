package io.millrace.plugin.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.StageContext;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StampPluginTest {

  private final TestingContext context =
      TestingContext.create()
          .withStage("check", "marks")
          .withWorker(2)
          .withServer(new StageContext.ServerInfo("1.2.3", "production", "mill-1"));
  private final StageDriver driver = StageDriver.of(new StampPlugin(), context);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void thePluginIsWellFormed() {
    PluginCheck.verify(new StampPlugin());
  }

  @Test
  void everyFactIsAdded() throws Exception {
    Map<String, Fact> add = new LinkedHashMap<>();
    for (Fact fact : Fact.values()) {
      add.put("meta." + fact.name().toLowerCase(Locale.ROOT), fact);
    }
    Enricher stamp = driver.enricher("stamp", new StampSettings(add));
    context.setTime(Instant.parse("2026-02-03T04:05:06.789Z"));
    Event event =
        TestingEvent.builder()
            .id("e-1")
            .key("k")
            .position("orders", 3, 428)
            .recordedAt(Instant.parse("2026-01-02T00:00:00Z"))
            .effectiveAt(Instant.parse("2015-07-03T12:01:35Z"))
            .json("{\"total\":1.50}")
            .build();

    assertThat(stamp.enrich(event).get())
        .isEqualTo(
            event.with(
                FieldPath.of("meta"),
                TestingEvent.of(
                        """
                        {"host":"mill-1","environment":"production","version":"1.2.3",
                         "pipeline":"check","stage":"marks","worker":2,
                         "now":"2026-02-03T04:05:06.789Z","id":"e-1","key":"k",
                         "position":"orders/3@428","stream":"orders","partition":3,"offset":428,
                         "recorded_at":"2026-01-02T00:00:00Z","effective_at":"2015-07-03T12:01:35Z"}
                        """)
                    .value(FieldPath.ROOT)
                    .get()));
  }

  @Test
  void anEventWithoutAKeyGetsNone() throws Exception {
    Enricher stamp =
        driver.enricher("stamp", new StampSettings(Map.of("key", Fact.KEY, "id", Fact.ID)));

    assertThat(stamp.enrich(TestingEvent.of("{}")).get())
        .isEqualTo(TestingEvent.of("{\"id\":\"test/0@0\"}"));
  }

  @Test
  void whatIsThereIsReplacedAndATextHasNoRoom() throws Exception {
    Enricher stamp = driver.enricher("stamp", new StampSettings(Map.of("meta.host", Fact.HOST)));

    assertThat(stamp.enrich(TestingEvent.of("{\"meta\":{\"host\":1}}")).get())
        .isEqualTo(TestingEvent.of("{\"meta\":{\"host\":\"mill-1\"}}"));
    assertThat(stamp.enrich(TestingEvent.of("{\"meta\":\"text\"}")).getLeft().first().code())
        .isEqualTo("field.conflict");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new StampSettings(Map.of())).hasMessageStartingWith("'add' is empty");
    assertThatThrownBy(() -> new StampSettings(Map.of("a", Fact.HOST, "a.b", Fact.NOW)))
        .hasMessage("'add' has no room for a.b, since it puts a value at a");
    assertThatThrownBy(() -> new StampSettings(Map.of("$", Fact.HOST)))
        .hasMessageContaining("whole body");
    assertThatThrownBy(() -> new StampSettings(Map.of("a..b", Fact.HOST)))
        .hasMessageContaining("'a..b' is no field path");
  }
}
