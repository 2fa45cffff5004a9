package io.millrace.server.config.bind;

import io.millrace.server.config.yaml.Node;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that are in force, as YAML. A secret is {@code ***}; what was substituted is shown
 * as it was written.
 */
public final class EffectiveSettings {

  private final StringBuilder out = new StringBuilder();

  private EffectiveSettings() {}

  public static String print(Record settings, Node.Fields written) {
    EffectiveSettings printer = new EffectiveSettings();
    printer.record(settings, written, "");
    return printer.out.toString();
  }

  private void record(Record settings, @Nullable Node written, String indent) {
    for (SettingComponent component : SettingComponent.of(settings.getClass())) {
      Node.@Nullable Entry entry =
          written instanceof Node.Fields fields ? fields.entries().get(component.key()) : null;
      Object value = value(settings, component);
      if (value instanceof Optional<?> optional) {
        if (optional.isEmpty()) {
          continue;
        }
        value = optional.get();
      }
      out.append(indent).append(component.key()).append(':');
      print(component, value, entry == null ? null : entry.value(), indent);
    }
  }

  private void print(
      SettingComponent component, Object value, @Nullable Node written, String indent) {
    if (component.secret()) {
      out.append(" ***\n");
    } else if (written instanceof Node.Scalar scalar && scalar.text().contains("${")) {
      out.append(" \"").append(scalar.text()).append("\"\n");
    } else if (value instanceof Record nested) {
      String shorthand = shorthand(component, nested);
      out.append(shorthand).append('\n');
      if (shorthand.isEmpty()) {
        record(nested, written, indent + "  ");
      }
    } else {
      out.append(' ').append(text(value)).append('\n');
    }
  }

  /** The word for a record with nothing in it. */
  private static String shorthand(SettingComponent component, Record value) {
    boolean empty =
        SettingComponent.of(value.getClass()).stream()
            .allMatch(each -> value(value, each).equals(Optional.empty()));
    return empty && component.type() instanceof SettingType.OfRecord type
        ? type.shorthand().map(word -> " " + word).orElse("")
        : "";
  }

  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + "s"
          : duration.toMillis() + "ms";
    }
    if (value instanceof Enum<?>) {
      return SettingType.Scalar.word(value);
    }
    return value.toString();
  }

  private static Object value(Record settings, SettingComponent component) {
    try {
      return component.component().getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public record's accessor must be callable", e);
    }
  }
}
