package io.millrace.api.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the Javadoc work. */
class ExamplesTest {

  private final StageDriver driver = StageDriver.of(new ExamplePlugin());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void thePluginIsWellFormed() {
    PluginCheck.verify(new ExamplePlugin());
  }

  @Test
  void theValidatorGathersAllFailures() throws Exception {
    Validator validator = driver.validator("total", new ExamplePlugin.None());

    assertThat(validator.validate(TestingEvent.of("{\"order_id\":\"o\",\"total\":1}")).isRight())
        .isTrue();
    assertThat(validator.validate(TestingEvent.of("{\"total\":-1}")).getLeft())
        .extracting(Failure::code)
        .containsExactly("field.missing", "total.negative");
  }

  @Test
  void theEnricherIsOneChain() throws Exception {
    Enricher enricher =
        driver.enricher("country", new ExamplePlugin.Countries(Map.of("10.0.0.1", "NL")));
    Event event = TestingEvent.of("{\"shopper\":{\"ip\":\"10.0.0.1\"}}");

    assertThat(enricher.enrich(event).get())
        .isEqualTo(TestingEvent.of("{\"shopper\":{\"ip\":\"10.0.0.1\",\"country\":\"NL\"}}"));
    assertThat(enricher.enrich(event.without(FieldPath.of("shopper"))).getLeft().first().field())
        .contains(FieldPath.of("shopper.ip"));
  }

  @Test
  void theTransformerMakesEventsOfItems() throws Exception {
    Transformer transformer = driver.transformer("items", new ExamplePlugin.None());
    Event order =
        TestingEvent.of("{\"order_id\":\"o\",\"items\":[{\"sku\":\"a\"},{\"sku\":\"b\"}]}");

    assertThat(transformer.transform(order).get())
        .extracting(event -> event.id() + " " + event.value(FieldPath.ROOT).get())
        .containsExactly("test/0@0#0 {sku=a, order_id=o}", "test/0@0#1 {sku=b, order_id=o}");
  }

  @Test
  void theSinkAnswersEachEvent() {
    List<String> stored = new ArrayList<>();
    CollectingSink sink =
        new CollectingSink(
            (position, id, body) -> {
              if (id.equals("2")) {
                throw new IOException("no space");
              }
              stored.add(position + " " + id + " " + body);
            });
    Event event = TestingEvent.of("{}");

    var answers = sink.deliver(List.of(event, event.withId("2")));

    assertThat(stored).containsExactly("test/0@0 test/0@0 {}");
    assertThat(answers.get(0).get()).isSameAs(event);
    assertThat(answers.get(1).getLeft().all(Failure.Kind.UNAVAILABLE)).isTrue();
  }

  /** What the Javadoc shows stands in a source here, but for white space. */
  @ParameterizedTest
  @CsvSource({
    "package-info.java,         CountryEnricher.java",
    "testing/package-info.java, ExamplesTest.java"
  })
  void theJavadocShowsWhatCompiles(String javadoc, String example) throws IOException {
    String text = Files.readString(Path.of("src/main/java/io/millrace/api", javadoc));
    String source = Files.readString(Path.of("src/test/java/io/millrace/api/examples", example));
    String shown = text.substring(text.indexOf("<pre>{@code") + 11, text.indexOf("}</pre>"));

    assertThat(squeezed(source)).contains(squeezed(shown.replaceAll("(?m)^ \\* ?", "")));
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
