package io.millrace.plugin.jsonschema;

import com.networknt.schema.Specification;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The drafts of JSON Schema that are known. */
enum Draft {
  DRAFT_4("4", SpecificationVersion.DRAFT_4),
  DRAFT_6("6", SpecificationVersion.DRAFT_6),
  DRAFT_7("7", SpecificationVersion.DRAFT_7),
  DRAFT_2019_09("2019-09", SpecificationVersion.DRAFT_2019_09),
  DRAFT_2020_12("2020-12", SpecificationVersion.DRAFT_2020_12);

  /** What a file without {@code $schema} is, unless the settings say otherwise. */
  static final Draft NEWEST = DRAFT_2020_12;

  private static final String AUTO = "auto";

  private final String text;
  private final SpecificationVersion version;

  Draft(String text, SpecificationVersion version) {
    this.text = text;
    this.version = version;
  }

  /**
   * The draft of the setting; empty for {@code auto}.
   *
   * @throws IllegalArgumentException if there is no such draft
   */
  static Optional<Draft> of(String setting) {
    if (setting.equals(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(values())
            .filter(draft -> draft.text.equals(setting))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "draft is auto, " + all() + ", not '" + setting + "'")));
  }

  /** The draft of a {@code $schema}; with or without {@code #}, http or https. */
  static Optional<Draft> ofSchemaKeyword(String iri) {
    String wanted = bare(iri);
    return Arrays.stream(values()).filter(draft -> bare(draft.id()).equals(wanted)).findFirst();
  }

  private static String bare(String iri) {
    return iri.replaceFirst("^https?:", "").replaceFirst("#$", "");
  }

  static String all() {
    return Arrays.stream(values()).map(Draft::toString).collect(Collectors.joining(", "));
  }

  /** The IRI of the metaschema. */
  String id() {
    return version.getDialectId();
  }

  /** The library's rules of this draft, with exact numbers. */
  Dialect dialect() {
    return Dialect.builder(Specification.getDialect(version))
        .keyword(new ExactMultipleOf())
        .keywords(this == DRAFT_4 ? ExactLimit.ofDraft4() : ExactLimit.all())
        .build();
  }

  @Override
  public String toString() {
    return text;
  }
}
