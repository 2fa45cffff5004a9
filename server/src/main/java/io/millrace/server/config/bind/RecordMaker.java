package io.millrace.server.config.bind;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.config.yaml.YamlReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of maps: keys, defaults, what is missing, the constructor. For one call. */
final class RecordMaker {

  private final ValueBinder values;
  private final Function<Class<?>, List<SettingComponent>> componentsOf;
  private final Substitution substitution;
  private final Problems problems;

  RecordMaker(
      ValueBinder values,
      Function<Class<?>, List<SettingComponent>> componentsOf,
      Substitution substitution,
      Problems problems) {
    this.values = values;
    this.componentsOf = componentsOf;
    this.substitution = substitution;
    this.problems = problems;
  }

  Bound make(Class<?> type, Node.Fields fields, boolean secret) {
    List<SettingComponent> components = componentsOf.apply(type);
    boolean known = hasOnlyKnownKeys(components, fields);
    Set<String> wrong = new HashSet<>();
    boolean possible = true;
    List<@Nullable Object> arguments = new ArrayList<>();
    for (SettingComponent component : components) {
      Bound bound = component(component, fields, secret || component.secret());
      if (!bound.complete()) {
        wrong.add(component.key());
        bound = standIn(component, fields);
        possible &= bound.complete();
      }
      arguments.add(bound.value());
    }
    boolean complete = known && wrong.isEmpty();
    Bound made =
        possible
            ? construct(type, components, arguments, new Site(fields, wrong, complete))
            : Bound.WRONG;
    return complete ? made : Bound.WRONG;
  }

  /**
   * What a record is made of. For a key that is wrong its default or another value stands in, so
   * that the constructor can say what else is.
   *
   * @param fields what was written
   * @param wrong the keys that are known to be wrong
   * @param complete whether there is nothing else wrong
   */
  private record Site(Node.Fields fields, Set<String> wrong, boolean complete) {

    /** Whether the operator did what the constructor complains of, and not the stand-ins. */
    boolean isNews(Set<String> words) {
      return complete
          || (wrong.stream().noneMatch(words::contains)
              && fields.entries().keySet().stream().anyMatch(words::contains));
    }
  }

  private Bound standIn(SettingComponent component, Node.Fields fields) {
    return component.required()
        ? Bound.of(StandIns.of(component.type()))
        : absent(component, fields.location(), true);
  }

  private boolean hasOnlyKnownKeys(List<SettingComponent> components, Node.Fields fields) {
    List<String> known = components.stream().map(SettingComponent::key).toList();
    boolean all = true;
    for (Map.Entry<String, Node.Entry> entry : fields.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        all = false;
        problems.error(
            "config.unknown-key",
            entry.getValue().key(),
            "the key '" + entry.getKey() + "' is not known",
            Spelling.mend(entry.getKey(), known, "remove it: there is nothing to set"));
      }
    }
    return all;
  }

  private Bound component(SettingComponent component, Node.Fields fields, boolean secret) {
    SettingType type = component.type();
    if (type instanceof SettingType.Unsupported) {
      problems.error(
          "config.unsupported",
          fields.location(),
          "the setting '" + component.key() + "' has the type " + type.words(),
          "its author must use a type that io.millrace.api.Setting lists");
      return Bound.WRONG;
    }
    Node.@Nullable Entry entry = fields.entries().get(component.key());
    boolean written =
        entry != null
            && (type instanceof SettingType.Anything
                || !(entry.value() instanceof Node.Scalar scalar && scalar.isNull()));
    return written && entry != null
        ? values.value(type, entry.value(), secret)
        : absent(component, entry == null ? fields.location() : entry.key(), secret);
  }

  private Bound absent(SettingComponent component, Location at, boolean secret) {
    if (component.byDefault().isPresent()) {
      return values.value(component.type(), defaultNode(component, at), secret);
    }
    if (component.type() instanceof SettingType.OptionalOf) {
      return Bound.of((Object) Optional.empty());
    }
    if (component.type() instanceof SettingType.ListOf) {
      return Bound.of(List.of());
    }
    if (component.type() instanceof SettingType.MapOf) {
      return Bound.of(Map.of());
    }
    String key = component.key();
    problems.error(
        "config.missing-key",
        at,
        "the key '" + key + "' is missing",
        "add '" + key + ":' with " + component.type().words());
    return Bound.WRONG;
  }

  private Node defaultNode(SettingComponent component, Location at) {
    String text = component.byDefault().orElseThrow();
    boolean yaml = !(component.type() instanceof SettingType.Scalar) && text.matches("[\\[{].*");
    Node.Scalar scalar = new Node.Scalar(text, false, at);
    return yaml ? YamlReader.readValue(text, at, problems).orElse(scalar) : scalar;
  }

  private Bound construct(
      Class<?> type,
      List<SettingComponent> components,
      List<@Nullable Object> arguments,
      Site site) {
    Class<?>[] parameters =
        components.stream().map(each -> each.component().getType()).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      // A plugin's settings record may well be private to the plugin.
      constructor.setAccessible(true);
      return Bound.of((Object) constructor.newInstance(arguments.toArray()));
    } catch (InvocationTargetException e) {
      return refused(e.getTargetException(), type, site);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return refused(e, type, site);
    }
  }

  private Bound refused(Throwable cause, Class<?> type, Site site) {
    if (cause instanceof VirtualMachineError error) {
      throw error;
    }
    for (String why : reasons(cause, type)) {
      Set<String> words = new HashSet<>(Arrays.asList(why.split("[^A-Za-z0-9-]+")));
      if (site.isNews(words)) {
        problems.error("config.refused", placeOf(why, words, site.fields()), why, "");
      }
    }
    return Bound.WRONG;
  }

  private List<String> reasons(Throwable cause, Class<?> type) {
    if (cause instanceof Limits.Refused refused) {
      return refused.reasons().stream().map(substitution::mask).toList();
    }
    if (cause instanceof IllegalArgumentException) {
      List<String> told =
          Stream.concat(Stream.of(cause), Arrays.stream(cause.getSuppressed()))
              .map(Throwable::getMessage)
              .filter(Objects::nonNull)
              .map(substitution::mask)
              .toList();
      if (!told.isEmpty()) {
        return told;
      }
    }
    return List.of(
        Objects.requireNonNullElse(type.getCanonicalName(), type.getName())
            + " cannot be made of this ("
            + cause.getClass().getSimpleName()
            + ")");
  }

  /** A message is about what the command line sets, if it names that; else about its first key. */
  private static Location placeOf(String why, Set<String> words, Node.Fields fields) {
    String first = why.substring(0, Math.max(0, why.indexOf(' ')));
    Comparator<String> firstWord = Comparator.comparing(key -> key.equals(first) ? 0 : 1);
    return fields.entries().entrySet().stream()
        .filter(entry -> words.contains(entry.getKey()))
        .sorted(Map.Entry.comparingByKey(firstWord))
        .map(entry -> entry.getValue().value().location())
        .min(Comparator.comparing(place -> place.line() == 0 ? 0 : 1))
        .orElse(fields.location());
  }
}
