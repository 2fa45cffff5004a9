package io.millrace.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings record.
 *
 * <p>The server binds the YAML under {@code with:} to the record, and derives the documentation and
 * the JSON Schema from it. A component {@code maxSize} is the key {@code max-size}. A component may
 * be a {@link String}, {@code boolean}, {@code int}, {@code long}, {@code double} or its box, an
 * enum (written in lower case, {@code _} as {@code -}), {@link java.math.BigDecimal}, {@link
 * java.time.Duration} ({@code 500ms}, {@code 5s}, {@code 10m}, {@code 7d} or ISO-8601), {@link
 * java.nio.file.Path} (a relative one is looked for beside the topology file, then in the server's
 * home), {@link java.net.URI}, {@link FieldPath}, another record, a {@link java.util.List} or
 * {@link java.util.Map} (with {@link String} keys; in the order of the YAML) of these, an {@link
 * java.util.Optional} of one of these, or {@link Object} for any JDK value. A {@code long} whose
 * component is annotated with {@link #bytes()} is written as {@code 64KiB}, {@code 16MB}.
 *
 * <p>A component without a default that is no {@code Optional}, {@code List} or {@code Map} is
 * required. The record's own constructor may throw {@link IllegalArgumentException} to refuse what
 * it does not like; its message, and those of exceptions that are suppressed in it, are shown at
 * the place in the YAML. Where a key without a default is wrong or missing, the constructor is
 * called with some harmless value in its place, so that all that is wrong is told at once.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** One sentence for the operator: what the setting does. */
  String value() default "";

  /** The default, written as in YAML; {@code ""} for none. */
  String byDefault() default "";

  /** Whether the value is a secret: it is never printed, logged or put into a failure. */
  boolean secret() default false;

  /** Whether a {@code long} is a number of bytes and may be written with a unit. */
  boolean bytes() default false;
}
