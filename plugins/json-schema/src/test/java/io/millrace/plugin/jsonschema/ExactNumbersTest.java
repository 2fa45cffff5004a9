package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.isValid;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Validator;
import java.math.BigDecimal;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactNumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'multipleOf': 10}                       | 9007199254740990       | true",
        "{'multipleOf': 10}                       | 9007199254740993       | false",
        "{'multipleOf': 2}                        | 123456789012345678901  | false",
        "{'multipleOf': 3}                        | 123456789012345678903  | true",
        "{'multipleOf': 0.01}                     | 4.02                   | true",
        "{'multipleOf': 0.01}                     | 4.021                  | false",
        "{'multipleOf': 0.1}                      | 1e400                  | true",
        "{'multipleOf': 7}                        | 1e1000000              | false",
        "{'multipleOf': 1e-400}                   | 3                      | true",
        "{'maximum': 9007199254740992}            | 9007199254740993       | false",
        "{'maximum': 9223372036854775807}         | 9223372036854775808    | false",
        "{'maximum': 12345678901234567890.5}      | 12345678901234567890.5 | true",
        "{'maximum': 12345678901234567890.5}      | 12345678901234567890.51| false",
        "{'exclusiveMinimum': 0.1}                | 0.1000000000000000000001 | true",
        "{'type': 'integer', 'maximum': 10}       | 1e30                   | false",
        "{'type': 'integer', 'maximum': 10}       | 10.5                   | false",
        "{'type': 'integer', 'minimum': 10}       | 1e30                   | true",
        "{'type': 'integer', 'maximum': 10}       | 10.0                   | true",
        "{'type': 'integer', 'maximum': 10}       | 1e1000000              | false",
        "{'type': 'integer', 'exclusiveMaximum': 10} | 1e30                | false",
        "{'type': 'integer', 'exclusiveMinimum': 10} | 1e30                | true",
        "{'type': ['integer','null'], 'maximum': 10} | 10.5                | false",
        "{'type': 'integer'}                      | 1e30                   | true",
        "{'type': 'integer'}                      | 1.0                    | true",
        "{'type': 'integer'}                      | 1.5                    | false",
        "{'const': 9007199254740993}              | 9007199254740992       | false",
        "{'const': {'a': [1.5, 7]}}               | {'a': [1.5, 7]}        | true",
        "{'enum': [12345678901234567890]}         | 12345678901234567891   | false",
        "{'enum': [{'a': 12345678901234567890}]}  | {'a': 12345678901234567890} | true",
        "{'uniqueItems': true}                    | [1, 1.0]               | false",
        "{'uniqueItems': true}                    | [9007199254740992, 9007199254740993] | true"
      })
  void numbersAreExact(String schema, String body, boolean valid, @TempDir Path path)
      throws Exception {
    Validator validator = new SchemaFolder(path).validator(schema);

    assertThat(isValid(validator, body)).isEqualTo(valid);
  }

  @Property(tries = 500)
  void multiplesAreWhatDivisionSays(
      @ForAll long digits,
      @ForAll @IntRange(min = -20, max = 20) int scale,
      @ForAll @LongRange(min = 1, max = 1000) long divisorDigits,
      @ForAll @IntRange(min = -3, max = 3) int divisorScale) {
    BigDecimal value = BigDecimal.valueOf(digits, scale);
    BigDecimal divisor = BigDecimal.valueOf(divisorDigits, divisorScale);

    assertThat(ExactMultipleOf.isMultiple(value, divisor))
        .isEqualTo(value.remainder(divisor).signum() == 0);
    assertThat(ExactMultipleOf.isMultiple(value.multiply(divisor), divisor))
        .isEqualTo(
            value.stripTrailingZeros().scale() <= 0
                || value.multiply(divisor).remainder(divisor).signum() == 0);
  }
}
