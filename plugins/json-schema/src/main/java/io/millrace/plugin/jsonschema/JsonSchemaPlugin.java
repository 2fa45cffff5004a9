package io.millrace.plugin.jsonschema;

import io.millrace.api.Plugin;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import java.util.List;

/** Offers the validator {@code json-schema}. */
public final class JsonSchemaPlugin implements Plugin {

  @Override
  public String name() {
    return "json-schema";
  }

  @Override
  public List<StageFactory<?, Validator>> validators() {
    return List.of(new JsonSchemaFactory());
  }
}
