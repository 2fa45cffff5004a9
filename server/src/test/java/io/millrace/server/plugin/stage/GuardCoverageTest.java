package io.millrace.server.plugin.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Sink;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.topology.StageKind;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each method of the API's stages has a guarded one: a method added later cannot be forgotten. */
final class GuardCoverageTest {

  private static final Map<StageKind, Class<?>> KINDS =
      Map.of(
          StageKind.VALIDATE, Validator.class,
          StageKind.ENRICH, Enricher.class,
          StageKind.TRANSFORM, Transformer.class,
          StageKind.DELIVER, Sink.class);

  private final Map<Class<?>, Object> arguments =
      Map.of(
          Event.class, TestingEvent.of("{}"), List.class, List.of((Event) TestingEvent.of("{}")));

  @Test
  void everyKindHasItsInterface() {
    assertThat(KINDS.keySet()).containsExactlyInAnyOrder(StageKind.values());
  }

  @Test
  void everyMethodIsCalledThroughTheGuardAndWhatItThrowsStaysInside() throws Exception {
    int called = 0;
    for (Map.Entry<StageKind, Class<?>> kind : KINDS.entrySet()) {
      for (Method method : kind.getValue().getMethods()) {
        if (!Modifier.isStatic(method.getModifiers())) {
          callGuarded(kind.getKey(), kind.getValue(), method);
          called++;
        }
      }
    }
    assertThat(called).isGreaterThanOrEqualTo(5);
  }

  private void callGuarded(StageKind kind, Class<?> type, Method method) throws Exception {
    List<String> seen = new ArrayList<>();
    Object stage =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, reached, args) -> {
              ClassLoader loader = Thread.currentThread().getContextClassLoader();
              seen.add(reached.getName() + (loader == GuardFixture.LOADER ? " guarded" : ""));
              throw new IllegalStateException("broken");
            });
    GuardedStage guarded = GuardFixture.guarded(kind, stage);
    Object[] values = Arrays.stream(method.getParameterTypes()).map(arguments::get).toArray();
    Object answer =
        guarded
            .getClass()
            .getMethod(method.getName(), method.getParameterTypes())
            .invoke(guarded, values);
    assertThat(seen).containsExactly(method.getName() + " guarded");
    assertThat(answer == null).isEqualTo(method.getReturnType() == void.class);
    assertThat(guarded.runningCall()).isZero();
    assertThat(guarded.takeCounts().thrown()).isEqualTo(1);
  }
}
