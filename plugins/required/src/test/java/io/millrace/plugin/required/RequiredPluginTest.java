package io.millrace.plugin.required;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Validator;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequiredPluginTest {

  private static final FieldPath ID = FieldPath.of("id");
  private static final FieldPath SKU = FieldPath.of("items[0].sku");

  private final StageDriver driver = StageDriver.of(new RequiredPlugin());
  private Validator validator;

  @BeforeEach
  void create() throws Exception {
    validator = driver.validator("required", new RequiredPlugin.Settings(List.of(ID, SKU)));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void thePluginIsWellFormed() {
    PluginCheck.verify(new RequiredPlugin());
  }

  @Test
  void anEventThatHasThemAllPasses() {
    Event event = TestingEvent.of("{\"id\":\"\",\"items\":[{\"sku\":false}]}");

    assertThat(validator.validate(event).get()).isSameAs(event);
  }

  @Test
  void everyMissingFieldIsNamedAndNullIsMissing() {
    assertThat(validator.validate(TestingEvent.of("{\"id\":null,\"items\":[]}")).getLeft())
        .containsExactly(
            Failure.rejected("required.missing", ID, "id is missing"),
            Failure.rejected("required.missing", SKU, "items[0].sku is missing"));
  }

  @Test
  void noFieldsAreRefused() {
    assertThatThrownBy(() -> new RequiredPlugin.Settings(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fields'");
  }
}
