package io.millrace.plugin.lookup;

import io.millrace.api.Enricher;
import io.millrace.api.StageContext;
import io.millrace.api.StageFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Makes {@code lookup} enrichers; holds each table once, for all workers. */
final class LookupFactory implements StageFactory<LookupSettings, Enricher> {

  private final LongSupplier nanoTime;
  private final Map<TableSpec, SharedTable> tables = new HashMap<>();

  LookupFactory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public Class<LookupSettings> settings() {
    return LookupSettings.class;
  }

  @Override
  public Enricher create(LookupSettings settings, StageContext context) throws IOException {
    return new LookupEnricher(settings, table(settings.table()));
  }

  private synchronized SharedTable table(TableSpec spec) throws IOException {
    SharedTable table = tables.get(spec);
    if (table == null) {
      table = SharedTable.open(spec, nanoTime);
      tables.put(spec, table);
    }
    return table;
  }
}
