package io.millrace.server.http.ingest;

import io.millrace.server.http.streams.BackendProblem;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Exchange;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.stream.Backend;
import io.millrace.server.topology.StreamDefinition;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a request with a key is done once. What has been done is known from the streams
 * themselves, so it holds after a restart and on any backend. Safe for many threads.
 */
public final class Idempotency {

  private final IdempotencyTail tail;
  private final Background background;
  private final Map<String, CompletableFuture<IdempotencyWindow>> windows =
      new ConcurrentHashMap<>();

  /** Windows that are retired and have no successor yet: the tail could not be read since. */
  private final Map<String, IdempotencyWindow> retired = new ConcurrentHashMap<>();

  public Idempotency(Backend backend, Background background) {
    this.tail = new IdempotencyTail(backend);
    this.background = background;
  }

  /**
   * Does a request unless it has been done; answers the exchange in any case.
   *
   * @param work does it; called at most once, on the exchange's loop
   */
  void once(
      IdempotencyKey name, StreamDefinition stream, Exchange exchange, Consumer<Ingest.Done> work) {
    CompletableFuture<IdempotencyWindow> window =
        windows.computeIfAbsent(stream.name(), any -> load(stream));
    var unused =
        window.whenComplete(
            (found, cause) ->
                exchange.loop().run(() -> enter(name, stream, exchange, work, found, cause)));
  }

  private CompletableFuture<IdempotencyWindow> load(StreamDefinition stream) {
    CompletableFuture<IdempotencyWindow> loading = new CompletableFuture<>();
    load(stream, loading);
    return loading;
  }

  private void load(StreamDefinition stream, CompletableFuture<IdempotencyWindow> loading) {
    background.run(
        () -> {
          try {
            IdempotencyWindow window = tail.read(stream.spec(), retired.get(stream.name()));
            retired.remove(stream.name());
            loading.complete(window);
          } catch (Throwable e) { // who waits for the window is told
            windows.remove(stream.name(), loading);
            loading.completeExceptionally(e);
          }
        });
  }

  /**
   * A request has failed that may be stored all the same: the stream tells, once all that is under
   * way has ended. What is known to be done stays known, however far back it is in the stream.
   */
  private void doubt(StreamDefinition stream, IdempotencyWindow window) {
    CompletableFuture<IdempotencyWindow> current = windows.get(stream.name());
    CompletableFuture<IdempotencyWindow> fresh = new CompletableFuture<>();
    if (current != null
        && current.getNow(null) == window
        && windows.replace(stream.name(), current, fresh)) {
      retired.put(stream.name(), window);
      var unused = window.retire().thenRun(() -> load(stream, fresh));
    }
  }

  private void enter(
      IdempotencyKey name,
      StreamDefinition stream,
      Exchange exchange,
      Consumer<Ingest.Done> work,
      @Nullable IdempotencyWindow window,
      @Nullable Throwable cause) {
    if (window == null) {
      Throwable reason = cause instanceof CompletionException ? cause.getCause() : cause;
      exchange.answer(BackendProblem.of(reason));
      return;
    }
    IdempotencyWindow.Claim claim = window.claim(name);
    if (claim == null) {
      once(name, stream, exchange, work);
      return;
    }
    if (!claim.entry().hash().equals(name.hash())) {
      exchange.answer(otherBody());
      return;
    }
    if (claim.first()) {
      first(name, stream, window, claim.entry(), work);
    }
    var unused =
        claim
            .entry()
            .outcome()
            .whenComplete((outcome, failure) -> answer(exchange, outcome, failure));
  }

  private void first(
      IdempotencyKey name,
      StreamDefinition stream,
      IdempotencyWindow window,
      IdempotencyWindow.Entry entry,
      Consumer<Ingest.Done> work) {
    Ingest.Done done =
        (stored, problem) -> {
          if (stored != null) {
            entry.outcome().complete(new IdempotencyWindow.Outcome(stored, true));
          } else if (problem != null) {
            window.forget(name.key());
            if (problem.status() >= 500) {
              doubt(stream, window);
            }
            entry.outcome().completeExceptionally(problem.refused());
          }
        };
    try {
      work.accept(done);
    } catch (HttpProblem.Refused refused) {
      done.done(null, refused.problem());
    } catch (Throwable e) { // else all who send this key wait for ever
      done.done(null, BackendProblem.of(e));
    }
  }

  private static void answer(
      Exchange exchange, IdempotencyWindow.@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome != null && outcome.whole()) {
      exchange.answer(Placement.response(outcome.stored()));
    } else if (outcome != null) {
      exchange.answer(
          HttpProblem.of(
              409,
              "http.idempotency.old",
              "This request has been stored, so long ago that its answer is not known any more, or"
                  + " part of it cannot be read.",
              "Take it as done: do not send it again."));
    } else if (failure instanceof HttpProblem.Refused refused) {
      exchange.answer(refused.problem());
    } else {
      exchange.answer(BackendProblem.of(failure));
    }
  }

  private static HttpProblem otherBody() {
    return HttpProblem.of(
        422,
        "http.idempotency.other-body",
        "The Idempotency-Key has been used for a request with another body.",
        "Send a new key with each new request, and the same body with the same key.");
  }
}
