package io.millrace.plugin.split;

import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import java.util.List;

/** Offers the transformer {@code split}, which makes an event of each element of an array. */
public final class SplitPlugin implements Plugin {

  @Override
  public String name() {
    return "split";
  }

  @Override
  public List<StageFactory<?, Transformer>> transformers() {
    return List.of(
        StageFactory.of(
            "split", SplitSettings.class, (settings, context) -> new SplitTransformer(settings)));
  }
}
