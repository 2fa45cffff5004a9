package io.millrace.server.config.bind;

import io.millrace.api.FieldPath;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts into numbers, durations, paths and the like. */
final class ScalarReader {

  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,400})(\\.[0-9]{1,400})?([eE][-+]?[0-9]{1,4})?");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18}) ?([a-zA-Z]*)");

  private static final Duration LONGEST = Duration.ofDays(366_000);
  private static final Map<String, Function<Long, Duration>> TIMES =
      Map.of(
          "ms", Duration::ofMillis,
          "s", Duration::ofSeconds,
          "m", Duration::ofMinutes,
          "h", Duration::ofHours,
          "d", Duration::ofDays);

  private static final Map<String, Long> SIZES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  private final BindingContext context;
  private final Problems problems;

  ScalarReader(BindingContext context, Problems problems) {
    this.context = context;
    this.problems = problems;
  }

  /** The value; empty if it is wrong, which has been reported then. */
  Optional<Object> read(SettingType.Scalar target, Text text) {
    String value = text.value();
    if (target.type() == ScalarType.ENUM) {
      return word(target, text);
    }
    Optional<?> found;
    try {
      found =
          switch (target.type()) {
            case TEXT -> Optional.of(value);
            case BOOLEAN -> bool(value);
            case INT -> whole(value).map(Math::toIntExact);
            case LONG -> whole(value);
            case BYTES -> amount(value, SIZES).map(size -> Math.multiplyExact(size.of, size.unit));
            case DOUBLE -> number(value).map(BigDecimal::doubleValue).filter(Double::isFinite);
            case DECIMAL -> number(value);
            case DURATION -> duration(value);
            case PATH -> Optional.of(value).filter(ScalarReader::isPath).map(context::resolve);
            case URI -> Optional.of(URI.create(value));
            case FIELD_PATH -> Optional.of(FieldPath.of(value));
            case ENUM -> Optional.empty();
          };
    } catch (ArithmeticException e) {
      return wrong(text, text.shown() + " is too large for " + target.words(), "write less");
    } catch (IllegalArgumentException | DateTimeException e) {
      found = Optional.empty();
    }
    return found.isPresent()
        ? found.map(Object.class::cast)
        : wrong(text, text.shown() + " is not " + target.words(), mend(target.type(), text));
  }

  private Optional<Object> word(SettingType.Scalar target, Text text) {
    List<String> choices = target.choices();
    int found = choices.indexOf(text.value());
    return found >= 0
        ? Optional.of(target.javaClass().getEnumConstants()[found])
        : wrong(
            text,
            text.shown() + " is not " + target.words(),
            Spelling.nearest(text.value(), choices)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("write one of them"));
  }

  private Optional<Object> wrong(Text text, String message, String mend) {
    problems.error("config.type", text.location(), message, mend);
    return Optional.empty();
  }

  /** YAML 1.1 took more for numbers and booleans than people expect: these get their own advice. */
  private static String mend(ScalarType type, Text text) {
    boolean number = type == ScalarType.INT || type == ScalarType.LONG;
    if (number && text.value().matches("0[0-9xob_].*")) {
      return "write it in decimal digits, without a leading 0";
    }
    if (type == ScalarType.PATH && !text.value().isEmpty()) {
      return "name a file: nothing is fetched from elsewhere";
    }
    return type.mend();
  }

  /** As a path, an address would be one of directories that are called {@code http:} and so on. */
  private static boolean isPath(String value) {
    return !value.isEmpty() && !value.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
  }

  private static Optional<Boolean> bool(String value) {
    return switch (value) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> whole(String value) {
    try {
      return WHOLE.matcher(value).matches() ? Optional.of(Long.parseLong(value)) : Optional.empty();
    } catch (NumberFormatException e) {
      throw new ArithmeticException();
    }
  }

  static Optional<BigDecimal> number(String value) {
    return NUMBER.matcher(value).matches() ? Optional.of(new BigDecimal(value)) : Optional.empty();
  }

  /** More than a thousand years is a slip, and more than what clocks can count. */
  private static Optional<Duration> duration(String value) {
    Optional<Duration> duration =
        value.startsWith("P")
            ? Optional.of(Duration.parse(value)).filter(time -> !time.isNegative())
            : amount(value, TIMES).map(amount -> amount.unit.apply(amount.of));
    if (duration.filter(time -> time.compareTo(LONGEST) > 0).isPresent()) {
      throw new ArithmeticException();
    }
    return duration;
  }

  private record Amount<U>(long of, U unit) {}

  private static <U> Optional<Amount<U>> amount(String value, Map<String, U> units) {
    Matcher matcher = AMOUNT.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long of = Long.parseLong(matcher.group(1));
    return Optional.ofNullable(units.get(matcher.group(2).toLowerCase(Locale.ROOT)))
        .map(unit -> new Amount<>(of, unit));
  }
}
