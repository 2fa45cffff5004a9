package io.millrace.server.config.bind;

import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Binds nodes to values of all types that settings may have. For one call. */
final class ValueBinder {

  private final Problems problems;
  private final Substitution substitution;
  private final ScalarReader scalars;
  private final RecordMaker records;

  ValueBinder(
      BindingContext context,
      Function<Class<?>, List<SettingComponent>> components,
      Problems problems) {
    this.problems = problems;
    this.substitution = new Substitution(context, problems);
    this.scalars = new ScalarReader(context, problems);
    this.records = new RecordMaker(this, components, substitution, problems);
  }

  /** What must not be shown of what has been bound. */
  Mask mask() {
    return substitution.mask();
  }

  /** Binds a map to a record. */
  Bound record(Class<?> type, Node.Fields fields, boolean secret) {
    return records.make(type, fields, secret);
  }

  /**
   * Binds a node.
   *
   * @param type what it should be
   * @param node what was written
   * @param secret whether no message may show it
   */
  Bound value(SettingType type, Node node, boolean secret) {
    if (type instanceof SettingType.OptionalOf optional) {
      Bound bound = value(optional.value(), node, secret);
      return bound.complete() ? Bound.of((Object) Optional.ofNullable(bound.value())) : bound;
    }
    if (type instanceof SettingType.Raw raw) {
      return raw.nodeClass().isInstance(node) ? Bound.of(node) : mismatch(type, node);
    }
    if (type instanceof SettingType.Anything) {
      return anything(node, secret);
    }
    if (type instanceof SettingType.Scalar scalar && node instanceof Node.Scalar text) {
      return text.isNull()
          ? mismatch(type, node)
          : Bound.of(
              substitution.apply(text, secret).flatMap(found -> scalars.read(scalar, found)));
    }
    if (type instanceof SettingType.OfRecord ofRecord) {
      return ofRecord(ofRecord, node, secret);
    }
    if (type instanceof SettingType.ListOf listOf && node instanceof Node.Items items) {
      return list(listOf, items, secret);
    }
    if (type instanceof SettingType.MapOf mapOf && node instanceof Node.Fields fields) {
      return map(mapOf, fields, secret);
    }
    return mismatch(type, node);
  }

  private Bound ofRecord(SettingType.OfRecord type, Node node, boolean secret) {
    if (node instanceof Node.Fields fields) {
      return record(type.javaClass(), fields, secret);
    }
    Optional<String> shorthand = type.shorthand();
    return node instanceof Node.Scalar scalar && shorthand.equals(Optional.of(scalar.text()))
        ? record(type.javaClass(), Node.Fields.none(node.location()), secret)
        : mismatch(type, node);
  }

  private Bound list(SettingType.ListOf type, Node.Items items, boolean secret) {
    List<Object> values = new ArrayList<>();
    boolean complete = true;
    for (Node item : items.items()) {
      Bound bound = value(type.item(), item, secret);
      complete &= bound.complete();
      values.add(bound.value());
    }
    return complete ? Bound.of(Collections.unmodifiableList(values)) : Bound.WRONG;
  }

  private Bound map(SettingType.MapOf type, Node.Fields fields, boolean secret) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    boolean complete = true;
    for (Map.Entry<String, Node.Entry> entry : fields.entries().entrySet()) {
      Bound bound = value(type.value(), entry.getValue().value(), secret);
      complete &= bound.complete();
      values.put(entry.getKey(), bound.value());
    }
    return complete ? Bound.of(Collections.unmodifiableMap(values)) : Bound.WRONG;
  }

  private Bound anything(Node node, boolean secret) {
    if (node instanceof Node.Items items) {
      return list(new SettingType.ListOf(new SettingType.Anything()), items, secret);
    }
    if (node instanceof Node.Fields fields) {
      return map(new SettingType.MapOf(new SettingType.Anything()), fields, secret);
    }
    Optional<Text> text = substitution.apply((Node.Scalar) node, secret);
    return text.isPresent() ? Bound.of(AnyValue.of(text.get())) : Bound.WRONG;
  }

  private Bound mismatch(SettingType type, Node node) {
    problems.error(
        "config.type", node.location(), found(node) + " is not " + type.words(), mend(type));
    return Bound.WRONG;
  }

  private static String found(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.isNull() ? "nothing" : "a single value";
    }
    return node instanceof Node.Items ? "a list" : "a map";
  }

  private static String mend(SettingType type) {
    if (type instanceof SettingType.Scalar scalar) {
      return scalar.type().mend();
    }
    if (type instanceof SettingType.ListOf) {
      return "write [one, two], or one line with '- ' for each";
    }
    if (type instanceof SettingType.OfRecord record && record.shorthand().isPresent()) {
      String keys =
          SettingComponent.of(record.javaClass()).stream()
              .map(component -> component.key() + ": " + component.type().words())
              .collect(Collectors.joining(", "));
      return "write '" + record.shorthand().get() + "', or { " + keys + " }";
    }
    return type instanceof SettingType.Raw ? "write " + type.words() : "write { key: value }";
  }
}
