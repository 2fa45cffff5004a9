package io.millrace.server.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schemas that a schema refers to, in an order in which they can be parsed. For one call. */
final class RegistryReferences {

  private static final int MOST = 50;

  private final RegistryHttp http;
  private final Set<String> known = new HashSet<>();
  private final List<String> texts = new ArrayList<>();

  RegistryReferences(RegistryHttp http) {
    this.http = http;
  }

  Either<Failures, List<String>> resolve(JsonNode schema) {
    for (JsonNode reference : schema.path("references")) {
      String path =
          "/subjects/"
              + RegistryClient.encoded(reference.path("subject").asText())
              + "/versions/"
              + reference.path("version").asInt();
      if (known.add(path)) {
        Either<Failures, List<String>> added = add(path);
        if (added.isLeft()) {
          return added;
        }
      }
    }
    return Either.right(texts);
  }

  private Either<Failures, List<String>> add(String path) {
    if (known.size() > MOST) {
      return Failures.left(
          Failure.rejected("avro.schema", "a schema refers to more than " + MOST + " others"));
    }
    return http.get(path)
        .flatMap(
            answer -> {
              JsonNode text = answer.body().path("schema");
              if (!answer.isOk() || !text.isTextual()) {
                return http.unavailable("does not have " + path + ", to which a schema refers");
              }
              return resolve(answer.body()).peek(all -> all.add(text.asText()));
            });
  }
}
