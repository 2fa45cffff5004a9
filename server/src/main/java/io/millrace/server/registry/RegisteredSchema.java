package io.millrace.server.registry;

import java.util.List;

/**
 * A schema as the registry has it.
 *
 * @param id its id, the same for ever
 * @param text the schema
 * @param references the texts of the schemas that it refers to by name, each after those that it
 *     refers to itself
 */
public record RegisteredSchema(int id, String text, List<String> references) {

  public RegisteredSchema {
    references = List.copyOf(references);
  }
}
