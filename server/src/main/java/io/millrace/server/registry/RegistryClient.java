package io.millrace.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import java.net.URLEncoder;
import java.util.Map;

/**
 * The REST interface that Confluent's registry has, and Karapace and Apicurio have too. Remembers
 * nothing. Safe for many threads.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">its
 *     reference</a>
 */
final class RegistryClient implements SchemaRegistry {

  private final RegistryHttp http;

  RegistryClient(RegistryHttp http) {
    this.http = http;
  }

  @Override
  public Either<Failures, RegisteredSchema> byId(int id) {
    return http.get("/schemas/ids/" + Integer.toUnsignedString(id))
        .flatMap(
            answer ->
                answer.isOk()
                    ? avro(id, answer.body())
                    : no(
                        answer,
                        "avro.unknown-schema",
                        "the schema registry has no schema " + Integer.toUnsignedString(id)));
  }

  @Override
  public Either<Failures, RegisteredSchema> latest(String subject) {
    return http.get("/subjects/" + encoded(subject) + "/versions/latest")
        .flatMap(
            answer ->
                answer.isOk()
                    ? id(answer).flatMap(id -> avro(id, answer.body()))
                    : none(answer, subject));
  }

  @Override
  public Either<Failures, Integer> find(String subject, String schema) {
    return http.post("/subjects/" + encoded(subject), Map.of("schema", schema))
        .flatMap(answer -> answer.isOk() ? id(answer) : none(answer, subject));
  }

  @Override
  public Either<Failures, Integer> register(String subject, String schema) {
    return http.post("/subjects/" + encoded(subject) + "/versions", Map.of("schema", schema))
        .flatMap(answer -> answer.isOk() ? id(answer) : refused(answer, subject));
  }

  @Override
  public Either<Failures, Boolean> tryRegister(String subject, String schema) {
    return http.post(
            "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true",
            Map.of("schema", schema))
        .flatMap(answer -> compatible(answer, subject));
  }

  /** A subject that is not there yet takes any schema. */
  private Either<Failures, Boolean> compatible(RegistryAnswer answer, String subject) {
    if (answer.isNone()) {
      return Either.right(true);
    }
    if (!answer.isOk()) {
      return refused(answer, subject);
    }
    JsonNode compatible = answer.body().path("is_compatible");
    if (compatible.asBoolean(true)) {
      return Either.right(true);
    }
    return rejected(
        "registry.refused-schema",
        "the schema registry would refuse the schema for the subject '"
            + subject
            + "': it is not compatible with the latest there");
  }

  @Override
  public String address() {
    return http.address();
  }

  private Either<Failures, Integer> id(RegistryAnswer answer) {
    JsonNode id = answer.body().path("id");
    return id.isInt() ? Either.right(id.asInt()) : http.unavailable("answers without an id");
  }

  private Either<Failures, RegisteredSchema> avro(int id, JsonNode body) {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      return rejected("avro.schema", "the schema " + id + " of the registry is " + type);
    }
    JsonNode text = body.path("schema");
    if (!text.isTextual()) {
      return http.unavailable("answers without a schema");
    }
    return new RegistryReferences(http)
        .resolve(body)
        .map(references -> new RegisteredSchema(id, text.asText(), references));
  }

  private static <T> Either<Failures, T> none(RegistryAnswer answer, String subject) {
    return answer.isNone()
        ? rejected(
            "registry.subject",
            (answer.body().path("error_code").asInt() == 40403
                    ? "the schema registry does not have this schema under the subject '"
                    : "the schema registry has no subject '")
                + subject
                + "'")
        : refused(answer, subject);
  }

  private static <T> Either<Failures, T> refused(RegistryAnswer answer, String subject) {
    return no(
        answer,
        "registry.refused-schema",
        "the schema registry refuses the schema for the subject '" + subject + "'");
  }

  private static <T> Either<Failures, T> no(RegistryAnswer answer, String code, String what) {
    String why = answer.message();
    return rejected(code, what + (why.isEmpty() ? "" : ": " + why));
  }

  private static <T> Either<Failures, T> rejected(String code, String message) {
    return Failures.left(Failure.rejected(code, message));
  }

  static String encoded(String subject) {
    return URLEncoder.encode(subject, UTF_8).replace("+", "%20");
  }
}
