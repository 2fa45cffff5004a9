package io.millrace.plugin.lookup;

import io.millrace.api.Enricher;
import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import java.util.List;
import java.util.function.LongSupplier;

/** Offers the enricher {@code lookup}, which adds fields from a table. */
public final class LookupPlugin implements Plugin {

  private final LongSupplier nanoTime;

  /** Called by {@link java.util.ServiceLoader}. */
  public LookupPlugin() {
    this(System::nanoTime);
  }

  LookupPlugin(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public List<StageFactory<?, Enricher>> enrichers() {
    return List.of(new LookupFactory(nanoTime));
  }
}
