package io.millrace.server.config.bind;

import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Binds YAML to settings records as {@link io.millrace.api.Setting} describes. Every problem is
 * reported, at its place, and none shows a secret or what was substituted. For many threads; what
 * is known of a class is kept as long as the binder.
 */
public final class RecordBinder {

  private final BindingContext context;
  private final Map<Class<?>, List<SettingComponent>> components = new ConcurrentHashMap<>();

  public RecordBinder(BindingContext context) {
    this.context = context;
  }

  /**
   * Binds a map to a record.
   *
   * @param node what was written
   * @param type the settings record's class
   * @param problems takes everything that is wrong
   * @return the record; empty if something is wrong
   */
  public <R extends Record> Optional<R> bind(Node.Fields node, Class<R> type, Problems problems) {
    return bindWithMask(node, type, problems).map(Masked::settings);
  }

  /**
   * Settings, and what of them must not be shown.
   *
   * @param settings the record
   * @param mask hides the rest
   */
  public record Masked<R extends Record>(R settings, Mask mask) {}

  /** As {@link #bind}, and tells what must not be shown of it. */
  public <R extends Record> Optional<Masked<R>> bindWithMask(
      Node.Fields node, Class<R> type, Problems problems) {
    try {
      ValueBinder binder = new ValueBinder(context, this::componentsOf, problems);
      Bound bound = binder.record(type, node, false);
      return bound.complete()
          ? Optional.of(
              new Masked<>(Objects.requireNonNull(type.cast(bound.value())), binder.mask()))
          : Optional.empty();
    } catch (LinkageError | TypeNotPresentException | StackOverflowError e) {
      problems.error(
          "config.settings-class",
          node.location(),
          "the settings' class " + type.getName() + " is broken (" + e + ")",
          "the plugin is incomplete: put all its JARs into its folder");
      return Optional.empty();
    }
  }

  /** Reflection is what binding a large topology would spend its time on. */
  private List<SettingComponent> componentsOf(Class<?> type) {
    return components.computeIfAbsent(type, SettingComponent::of);
  }
}
