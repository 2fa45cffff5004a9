package io.millrace.plugin.jsonschema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;

/**
 * {@code multipleOf} on exact decimals. The library's own goes through {@code double} for whole
 * numbers, and so is wrong from 2<sup>53</sup> on; and it divides, which for {@code 1e1000000}
 * takes seconds.
 */
final class ExactMultipleOf extends AbstractKeyword {

  ExactMultipleOf() {
    super(KeywordType.MULTIPLE_OF.getValue());
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode divisor, Schema parent, SchemaContext context) {
    return new Check(location, divisor, parent, context);
  }

  /**
   * Whether a number is a whole multiple of another. With {@code u·10^-s} and {@code v·10^-t}, u
   * without zeros at its end: not if s &gt; t, for then v·10^(s-t) has a factor 10 that u has not;
   * else if v divides u·10^(t-s), which modular exponentiation tells without writing it out.
   *
   * @param divisor greater than 0
   */
  static boolean isMultiple(BigDecimal value, BigDecimal divisor) {
    if (value.signum() == 0) {
      return true;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    long shift = (long) divisor.scale() - stripped.scale();
    if (shift < 0) {
      return false;
    }
    BigInteger modulus = divisor.unscaledValue();
    BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(shift), modulus);
    return stripped.unscaledValue().multiply(power).mod(modulus).signum() == 0;
  }

  private static final class Check extends NumberCheck {

    private final BigDecimal divisor;

    Check(SchemaLocation location, JsonNode divisor, Schema parent, SchemaContext context) {
      super(KeywordType.MULTIPLE_OF, divisor, location, parent, context);
      this.divisor = divisor.decimalValue();
    }

    @Override
    boolean accepts(BigDecimal value) {
      return isMultiple(value, divisor);
    }
  }
}
