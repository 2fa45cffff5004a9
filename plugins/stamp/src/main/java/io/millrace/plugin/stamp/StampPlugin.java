package io.millrace.plugin.stamp;

import io.millrace.api.Enricher;
import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import java.util.List;

/** Offers the enricher {@code stamp}, which adds what the server knows. */
public final class StampPlugin implements Plugin {

  @Override
  public String name() {
    return "stamp";
  }

  @Override
  public List<StageFactory<?, Enricher>> enrichers() {
    return List.of(
        StageFactory.of(
            "stamp",
            StampSettings.class,
            (settings, context) -> new StampEnricher(settings.paths(), context)));
  }
}
