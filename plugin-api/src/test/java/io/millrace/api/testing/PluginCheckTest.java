package io.millrace.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.FieldPath;
import io.millrace.api.Plugin;
import io.millrace.api.Setting;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PluginCheckTest {

  record Good(
      String text,
      int number,
      Optional<Duration> duration,
      List<Map<String, FieldPath>> paths,
      Thread.State state,
      @Setting(bytes = true) long size,
      List<Good> children,
      Object any) {}

  record Poor(
      Date date, Map<Integer, String> map, List<byte[]> bytes, @Setting(bytes = true) int size) {}

  private static final class Hidden implements Plugin {

    private final String name;
    private final List<String> stages;
    private final Class<? extends Record> settings;

    Hidden(String name, List<String> stages, Class<? extends Record> settings) {
      this.name = name;
      this.stages = stages;
      this.settings = settings;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public List<StageFactory<?, Validator>> validators() {
      return stages.stream().<StageFactory<?, Validator>>map(s -> factory(s, settings)).toList();
    }

    private static <S extends Record> StageFactory<S, Validator> factory(
        String name, Class<S> settings) {
      return StageFactory.of(name, settings, (with, context) -> Either::right);
    }
  }

  @Test
  void everyProblemIsNamed() {
    assertThat(PluginCheck.problems(new Hidden("Bad_Name", List.of("a", "a", "B"), Poor.class)))
        .anySatisfy(p -> assertThat(p).startsWith("META-INF/services"))
        .contains("the class is not public")
        .contains("it has no public constructor without parameters")
        .anySatisfy(p -> assertThat(p).contains("'Bad_Name'"))
        .anySatisfy(p -> assertThat(p).contains("'B'"))
        .contains("version() is empty")
        .contains("two of validators() have the name 'a'")
        .anySatisfy(p -> assertThat(p).startsWith("a.date has the type java.util.Date"))
        .anySatisfy(p -> assertThat(p).startsWith("a.map has the type"))
        .anySatisfy(p -> assertThat(p).startsWith("a.bytes has the type byte[]"))
        .contains("a.size is annotated as bytes but is no long");
  }

  @Test
  void settingsThatAreAllowedPass() {
    assertThat(PluginCheck.problems(new Hidden("good", List.of("good"), Good.class)))
        .noneSatisfy(p -> assertThat(p).contains("good."));
  }

  @Test
  void verifyThrowsThemAll() {
    Plugin plugin = new Hidden("good", List.of(), Good.class);

    assertThatThrownBy(() -> PluginCheck.verify(plugin))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Hidden would not work:\n- ");
  }
}
