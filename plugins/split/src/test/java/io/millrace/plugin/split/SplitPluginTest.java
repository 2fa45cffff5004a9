package io.millrace.plugin.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import io.vavr.control.Either;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SplitPluginTest {

  private static final FieldPath ITEMS = FieldPath.of("items");

  private final StageDriver driver = StageDriver.of(new SplitPlugin());

  @AfterEach
  void close() {
    driver.close();
  }

  private static SplitSettings settings(String as, String... keep) {
    return new SplitSettings(
        ITEMS,
        Arrays.stream(keep).map(FieldPath::of).toList(),
        Optional.ofNullable(as).map(FieldPath::of));
  }

  private Either<Failures, List<Event>> split(String body, SplitSettings settings)
      throws Exception {
    Event event =
        TestingEvent.builder()
            .id("e")
            .key("k")
            .position("orders", 1, 7)
            .json(body.replace('\'', '"'))
            .build();
    return driver.transformer("split", settings).transform(event);
  }

  private static Event made(int n, String body) {
    return TestingEvent.builder()
        .id("e#" + n)
        .key("k")
        .position("orders", 1, 7)
        .json(body.replace('\'', '"'))
        .build();
  }

  @Test
  void thePluginIsWellFormed() {
    PluginCheck.verify(new SplitPlugin());
  }

  @Test
  void anElementIsAnEventWithWhatIsKept() throws Exception {
    String body =
        "{'order_id':'o','shopper':{'id':1,'ip':2},'note':null,'items':[{'sku':'a'},{'sku':'b',"
            + "'order_id':'own'}]}";

    assertThat(split(body, settings(null, "order_id", "shopper.id", "note", "away")).get())
        .containsExactly(
            made(0, "{'sku':'a','order_id':'o','shopper':{'id':1},'note':null}"),
            made(1, "{'sku':'b','order_id':'o','shopper':{'id':1},'note':null}"));
  }

  @Test
  void asGivesElementsAPlace() throws Exception {
    assertThat(split("{'id':1,'items':[7,null,{'a':[]}]}", settings("item.it", "id")).get())
        .containsExactly(
            made(0, "{'item':{'it':7},'id':1}"),
            made(1, "{'item':{'it':null},'id':1}"),
            made(2, "{'item':{'it':{'a':[]}},'id':1}"));
  }

  @Test
  void anEmptyArrayDrops() throws Exception {
    assertThat(split("{'items':[]}", settings(null)).get()).isEmpty();
  }

  @Test
  void whatIsNoArrayFails() throws Exception {
    assertThat(split("{}", settings(null)).getLeft().first().code()).isEqualTo("field.missing");
    assertThat(split("{'items':{}}", settings(null)).getLeft().first().code())
        .isEqualTo("field.type");
    assertThat(split("{'items':null}", settings(null)).getLeft().first().code())
        .isEqualTo("field.type");
  }

  @Test
  void anElementThatIsNoObjectFailsWithoutAs() throws Exception {
    Failure failure = split("{'items':[{},null]}", settings(null)).getLeft().first();

    assertThat(failure.code()).isEqualTo("split.not-object");
    assertThat(failure.field()).contains(FieldPath.of("items[1]"));
  }

  @Test
  void anElementWithoutRoomForWhatIsKeptFails() throws Exception {
    String body = "{'shopper':{'id':1},'items':[{'shopper':'text'}]}";

    assertThat(split(body, settings(null, "shopper.id")).getLeft().first().code())
        .isEqualTo("field.conflict");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> settings("a.b", "c", "a")).hasMessageContaining("one place");
    assertThatThrownBy(() -> settings(null, "a", "a.b")).hasMessageContaining("one place");
    assertThatThrownBy(() -> settings("$")).hasMessageContaining("whole body");
    assertThatThrownBy(() -> settings(null, "a[0]")).hasMessageContaining("in an array");
  }
}
