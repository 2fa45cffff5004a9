package io.millrace.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Plugin;
import io.millrace.api.Sink;
import io.millrace.api.StageContext;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageDriverTest {

  private static final Event EVENT = TestingEvent.of("{\"a\":1}");
  private static final Event KEPT = TestingEvent.builder().position("in", 0, 8).build();

  record None() {}

  record Other() {}

  /** A plugin whose stages are the test's. */
  private static StageDriver driver(Object stage) {
    return StageDriver.of(
        new Plugin() {
          @Override
          public String name() {
            return "one";
          }

          @Override
          public List<StageFactory<?, Validator>> validators() {
            return of(Validator.class);
          }

          @Override
          public List<StageFactory<?, Enricher>> enrichers() {
            return of(Enricher.class);
          }

          @Override
          public List<StageFactory<?, Transformer>> transformers() {
            return of(Transformer.class);
          }

          @Override
          public List<StageFactory<?, Sink>> sinks() {
            return of(Sink.class);
          }

          private <T> List<StageFactory<?, T>> of(Class<T> kind) {
            return List.of(
                StageFactory.of("one", None.class, (settings, context) -> kind.cast(stage)));
          }
        });
  }

  private static void assertBrokenValidator(Validator stage, String message) throws Exception {
    Validator validator = driver(stage).validator("one", new None());
    assertThatThrownBy(() -> validator.validate(EVENT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static void assertBrokenEnricher(Enricher stage, String message) throws Exception {
    Enricher enricher = driver(stage).enricher("one", new None());
    assertThatThrownBy(() -> enricher.enrich(EVENT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static void assertBrokenTransformer(Transformer stage, String message) throws Exception {
    Transformer transformer = driver(stage).transformer("one", new None());
    assertThatThrownBy(() -> transformer.transform(EVENT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static void assertBrokenSink(Sink stage, String message) throws Exception {
    Sink sink = driver(stage).sink("one", new None());
    assertThatThrownBy(() -> sink.deliver(List.of(EVENT, EVENT.withId("2"))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatKeepsTheContractPasses() throws Exception {
    Failure failure = Failure.rejected("no", "no");
    Validator validator = driver((Validator) Either::right).validator("one", new None());
    Enricher enricher = driver((Enricher) e -> Failures.left(failure)).enricher("one", new None());
    Transformer transformer =
        driver((Transformer) e -> Either.right(List.of(e, e.withId("2"))))
            .transformer("one", new None());
    Sink sink =
        driver((Sink) events -> List.of(Either.right(events.get(0)), Failures.left(failure)))
            .sink("one", new None());

    assertThat(validator.validate(EVENT).get()).isSameAs(EVENT);
    assertThat(enricher.enrich(EVENT).getLeft()).containsExactly(failure);
    assertThat(transformer.transform(EVENT).get()).hasSize(2);
    assertThat(sink.deliver(List.of(EVENT, EVENT))).hasSize(2);
    sink.idle();
  }

  @Test
  void brokenValidatorsAreNamed() throws Exception {
    assertBrokenValidator(e -> Either.right(e.withId("2")), "another event");
    assertBrokenValidator(e -> null, "validate returned null");
    assertBrokenValidator(e -> Either.left(null), "Left of null");
    assertBrokenValidator(
        e -> {
          throw new IllegalStateException();
        },
        "validate threw");
  }

  @Test
  void brokenEnrichersAreNamed() throws Exception {
    assertBrokenEnricher(e -> Either.right(null), "Right of null");
    assertBrokenEnricher(e -> null, "enrich returned null");
    assertBrokenEnricher(e -> Either.right(KEPT), "another record, in/0@8");
    assertBrokenEnricher(e -> Either.right(e.with(FieldPath.of("b"), 'c')), "enrich threw");
  }

  @Test
  void aPathConflictIsAFailure() throws Exception {
    Enricher enricher =
        driver((Enricher) e -> Either.right(e.with(FieldPath.of("a.b"), 1)))
            .enricher("one", new None());

    Failure failure = enricher.enrich(EVENT).getLeft().first();

    assertThat(failure.code()).isEqualTo("field.conflict");
    assertThat(failure.field()).contains(FieldPath.of("a.b"));
  }

  @Test
  void brokenTransformersAreNamed() throws Exception {
    assertBrokenTransformer(e -> Either.right(null), "Right of null");
    assertBrokenTransformer(e -> Either.right(Collections.singletonList(null)), "a list with null");
    assertBrokenTransformer(e -> Either.right(List.of(e, KEPT)), "another record, in/0@8");
    assertBrokenTransformer(e -> Either.right(Collections.nCopies(10_001, e)), "10,000");
  }

  @Test
  void twoEventsWithOneIdPassAsInTheServer() throws Exception {
    Transformer twice =
        driver((Transformer) e -> Either.right(List.of(e, e))).transformer("one", new None());

    assertThat(twice.transform(EVENT).get()).containsExactly(EVENT, EVENT);
  }

  @Test
  void aTextThatNoStreamCanStoreIsNamed() throws Exception {
    assertBrokenEnricher(e -> Either.right(e.withKey("k\ud800")), "enrich threw");
    assertBrokenEnricher(
        e -> Either.right(e.withHeaders(e.headers().with("h\n", "v"))), "enrich threw");
  }

  @Test
  void brokenSinksAreNamed() throws Exception {
    assertBrokenSink(events -> null, "deliver returned null");
    assertBrokenSink(events -> List.of(Either.right(events.get(0))), "number of answers: 1");
    assertBrokenSink(
        events -> List.of(Either.right(events.get(1)), Either.right(events.get(0))),
        "another event");
    assertBrokenSink(events -> Collections.nCopies(2, null), "deliver returned null");
    assertBrokenSink(
        events -> {
          throw new IllegalStateException();
        },
        "deliver threw");
  }

  @Test
  void mistakesOfTheTestAreNamed() {
    StageDriver driver = driver((Validator) Either::right);

    assertThatThrownBy(() -> driver.validator("two", new None()))
        .hasMessage("there is no factory 'two', only [one]");
    assertThatThrownBy(() -> driver.validator("one", new Other())).hasMessageContaining("None");
    assertThatThrownBy(() -> driver(null).validator("one", new None()))
        .hasMessageContaining("returned null");
  }

  /** A factory and its stages, which note when they are closed. */
  record Closing(List<String> closed) implements StageFactory<None, Sink>, AutoCloseable {

    @Override
    public String name() {
      return "closing";
    }

    @Override
    public Class<None> settings() {
      return None.class;
    }

    @Override
    public Sink create(None settings, StageContext context) {
      class Stage implements Sink, AutoCloseable {
        @Override
        public List<Either<Failures, Event>> deliver(List<Event> events) {
          return List.of();
        }

        @Override
        public void close() throws IOException {
          closed.add("stage");
          throw new IOException("stuck");
        }
      }

      return new Stage();
    }

    @Override
    public void close() {
      closed.add("factory");
    }
  }

  @Test
  void stagesAreClosedBeforeTheirFactory() throws Exception {
    List<String> closed = new ArrayList<>();
    StageDriver driver =
        StageDriver.of(
            new Plugin() {
              @Override
              public String name() {
                return "closing";
              }

              @Override
              public List<StageFactory<?, Sink>> sinks() {
                return List.of(new Closing(closed));
              }
            });
    driver.sink("closing", new None());
    driver.sink("closing", new None());

    assertThatThrownBy(driver::close).hasRootCauseMessage("stuck");
    driver.close();

    assertThat(closed).containsExactly("stage", "stage", "factory");
  }

  @Test
  void theClockIsTheTests() {
    TestingContext context = TestingContext.create();
    TestingContext other = context.withStage("p", "s").withWorker(3);

    context.setTime(Instant.EPOCH);
    context.advance(Duration.ofSeconds(3));

    assertThat(other.clock().instant()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(other.pipeline() + other.stage() + other.worker()).isEqualTo("ps3");
    assertThat(other.withServer(new StageContext.ServerInfo("1", "e", "h")).server().host())
        .isEqualTo("h");
  }
}
