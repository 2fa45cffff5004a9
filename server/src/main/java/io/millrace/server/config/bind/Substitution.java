package io.millrace.server.config.bind;

import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replaces references to environment variables and files in scalars; a doubled dollar sign before a
 * brace stands for itself. What was put in is remembered, so that it can be kept out of messages.
 */
final class Substitution {

  private static final int MAX_FILE_BYTES = 64 * 1024;
  private static final String FORMS = "write ${env:NAME}, ${env:NAME:default} or ${file:path}";

  private final BindingContext context;
  private final Problems problems;
  private final List<String> hidden = new ArrayList<>();

  Substitution(BindingContext context, Problems problems) {
    this.context = context;
    this.problems = problems;
  }

  /** The scalar's text; empty if something is wrong, which has been reported then. */
  Optional<Text> apply(Node.Scalar scalar, boolean secret) {
    String raw = scalar.text();
    Optional<String> value = raw.contains("${") ? replaceAll(scalar) : Optional.of(raw);
    if (secret) {
      value.ifPresent(this::hide);
    }
    String shown = secret ? "the secret" : "'" + shortened(raw) + "'";
    return value.map(text -> new Text(text, shown, scalar.quoted(), scalar.location()));
  }

  /** A message without anything that was substituted or is secret, but for very short texts. */
  String mask(String message) {
    return mask().apply(message);
  }

  /** What was substituted so far, and what is secret. */
  Mask mask() {
    return new Mask(hidden);
  }

  private Optional<String> replaceAll(Node.Scalar scalar) {
    String raw = scalar.text();
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int next = raw.indexOf("${"); next >= 0; next = raw.indexOf("${", at)) {
      if (next > at && raw.charAt(next - 1) == '$') {
        out.append(raw, at, next - 1).append("${");
        at = next + 2;
        continue;
      }
      int end = raw.indexOf('}', next);
      if (end < 0) {
        return wrong(scalar, "a '${' has no '}'", FORMS + ", or $${ for the characters ${");
      }
      Optional<String> value = lookUp(raw.substring(next + 2, end), scalar);
      if (value.isEmpty()) {
        return value;
      }
      hide(value.get());
      out.append(raw, at, next).append(value.get());
      at = end + 1;
    }
    return Optional.of(out.append(raw, at, raw.length()).toString());
  }

  private Optional<String> lookUp(String reference, Node.Scalar scalar) {
    if (reference.startsWith("env:")) {
      return variable(reference.substring("env:".length()), scalar);
    }
    if (reference.startsWith("file:")) {
      return file(reference.substring("file:".length()), scalar);
    }
    return wrong(
        scalar,
        "'${" + shortened(reference) + "}' is not known",
        FORMS + ", or $${ for the characters ${");
  }

  private Optional<String> variable(String reference, Node.Scalar scalar) {
    int colon = reference.indexOf(':');
    String name = colon < 0 ? reference : reference.substring(0, colon);
    Optional<String> value = name.isEmpty() ? Optional.empty() : context.environment().apply(name);
    if (value.isPresent()) {
      return value;
    }
    return colon >= 0
        ? Optional.of(reference.substring(colon + 1))
        : wrong(
            scalar,
            "the environment variable '" + name + "' is not set",
            "set it, or write ${env:" + name + ":default}");
  }

  private Optional<String> file(String reference, Node.Scalar scalar) {
    try {
      Path path = context.resolve(reference);
      if (!Files.isRegularFile(path)) {
        return wrong(scalar, "there is no file '" + reference + "'", "make it, or mend the path");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        return bytes.length > MAX_FILE_BYTES
            ? wrong(scalar, "'" + reference + "' is larger than 64 KiB", "name a smaller file")
            : Optional.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
      }
    } catch (IOException | InvalidPathException e) {
      return wrong(scalar, "'" + reference + "' cannot be read", "check its path and permissions");
    }
  }

  private Optional<String> wrong(Node.Scalar scalar, String message, String mend) {
    problems.error("config.substitution", scalar.location(), message, mend);
    return Optional.empty();
  }

  private void hide(String value) {
    if (!value.isEmpty()) {
      hidden.add(value);
    }
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }
}
