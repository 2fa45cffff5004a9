package io.millrace.plugin.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import io.millrace.plugin.lookup.LookupSettings.WhenMissing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTest {

  private static final FieldPath ON = FieldPath.of("product.id");

  @TempDir Path directory;
  private final StageDriver driver = StageDriver.of(new LookupPlugin());

  @AfterEach
  void close() {
    driver.close();
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text.replace('\'', '"'), UTF_8);
  }

  private static Event event(String json) {
    return TestingEvent.of(json.replace('\'', '"'));
  }

  private Enricher lookup(Path file, WhenMissing whenMissing, String... add) throws Exception {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < add.length; i += 2) {
      columns.put(add[i], add[i + 1]);
    }
    return driver.enricher(
        "lookup", new LookupSettings(file, ON, columns, Optional.empty(), whenMissing));
  }

  @Test
  void thePluginIsWellFormed() {
    PluginCheck.verify(new LookupPlugin());
  }

  @Test
  void columnsOfCsvAreAddedAsTexts() throws Exception {
    Path file =
        file("p.csv", "\uFEFF'id',name,price\r\np-1,'The ''Mill'',\nlarge',12.50\r\n17,,\n");
    Enricher lookup = lookup(file, WhenMissing.FAIL, "product.name", "name", "price", "price");

    assertThat(lookup.enrich(event("{'product':{'id':'p-1'},'a':1}")).get())
        .isEqualTo(
            event(
                "{'product':{'id':'p-1','name':'The \\'Mill\\',\\nlarge'},'a':1,'price':'12.50'}"));
    assertThat(lookup.enrich(event("{'product':{'id':17}}")).get())
        .isEqualTo(event("{'product':{'id':17,'name':''},'price':''}"));
  }

  @Test
  void valuesOfNdjsonKeepTheirTypes() throws Exception {
    Path file =
        file(
            "p.ndjson",
            """
            {'id':17,'v':{'n':[12.50,true,null,18446744073709551616]}}

            {'id':true,'v':null}
            {'id':1.5}
            """);
    Enricher lookup = lookup(file, WhenMissing.FAIL, "v", "v");

    assertThat(lookup.enrich(event("{'product':{'id':'17'}}")).get())
        .isEqualTo(
            event("{'product':{'id':'17'},'v':{'n':[12.50,true,null,18446744073709551616]}}"));
    assertThat(lookup.enrich(event("{'product':{'id':true}}")).get())
        .isEqualTo(event("{'product':{'id':true},'v':null}"));
    assertThat(lookup.enrich(event("{'product':{'id':1.5}}")).get())
        .isEqualTo(event("{'product':{'id':1.5}}"));
    assertThat(lookup.enrich(event("{'product':{'id':1}}")).isLeft()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{'product':{'id':null}}", "{'product':{'id':[1]}}", "{'product':1}"})
  void anEventWithoutAKeyFails(String body) throws Exception {
    Enricher lookup = lookup(file("p.csv", "id,name\n1,a\n"), WhenMissing.PASS, "name", "name");

    Failure failure = lookup.enrich(event(body)).getLeft().first();

    assertThat(failure.code()).isEqualTo("lookup.no-key");
    assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(failure.field()).contains(ON);
  }

  @Test
  void anEventWithoutARowFailsOrPasses() throws Exception {
    Path file = file("p.csv", "id,name\n1,a\n");
    Event event = event("{'product':{'id':2}}");

    Failure failure =
        lookup(file, WhenMissing.FAIL, "name", "name").enrich(event).getLeft().first();

    assertThat(failure.code()).isEqualTo("lookup.no-row");
    assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(failure.message()).isEqualTo("no row of " + file + " has the value of product.id");
    assertThat(lookup(file, WhenMissing.PASS, "name", "name").enrich(event).get()).isSameAs(event);
  }

  @Test
  void theKeyColumnCanBeNamed() throws Exception {
    Path file = file("p.csv", "sku,name\n1,a\n");
    Enricher lookup =
        driver.enricher(
            "lookup",
            new LookupSettings(
                file, ON, Map.of("name", "name"), Optional.of("sku"), WhenMissing.FAIL));

    assertThat(lookup.enrich(event("{'product':{'id':1}}")).isRight()).isTrue();
  }
}
