package io.millrace.api.examples;

import io.millrace.api.Enricher;
import io.millrace.api.Plugin;
import io.millrace.api.Setting;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import java.util.List;
import java.util.Map;

/** A plugin: what it offers, and the settings of each. */
public final class ExamplePlugin implements Plugin {

  /** No settings. */
  public record None() {}

  /** The settings of the enricher. */
  public record Countries(@Setting("The country of each address.") Map<String, String> table) {}

  @Override
  public String name() {
    return "example";
  }

  @Override
  public List<StageFactory<?, Validator>> validators() {
    return List.of(
        StageFactory.of("total", None.class, (settings, context) -> new TotalValidator()));
  }

  @Override
  public List<StageFactory<?, Enricher>> enrichers() {
    return List.of(
        StageFactory.of(
            "country",
            Countries.class,
            (settings, context) ->
                new CountryEnricher(
                    io.vavr.collection.HashMap.ofAll(settings.table())
                        .mapValues(Place::new)
                        .toJavaMap())));
  }

  @Override
  public List<StageFactory<?, Transformer>> transformers() {
    return List.of(
        StageFactory.of("items", None.class, (settings, context) -> new ItemsTransformer()));
  }
}
