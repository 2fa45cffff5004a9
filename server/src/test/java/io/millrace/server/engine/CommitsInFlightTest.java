package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommitsInFlightTest {

  private final Waiting waiting =
      new Waiting(
          new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), RandomGenerator.getDefault()),
          Optional.empty(),
          new CountDownLatch(1));
  private final CompletableFuture<Void> stored = new CompletableFuture<>();
  private final CommitsInFlight commits = new CommitsInFlight(waiting, Duration.ofMillis(10));

  @Test
  void anAnswerThatTakesLongIsSaid() throws InterruptedException {
    waiting.say("before");
    Thread worker = settling();
    Trial.await(() -> !waiting.what().equals(Optional.of("before")));
    assertThat(waiting.what()).hasValueSatisfying(text -> assertThat(text).contains("a commit"));
    stored.complete(null);
    worker.join();
    assertThat(waiting.what()).hasValue("before");
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsKept() throws InterruptedException {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    commits.add(stored);
    Thread worker =
        new Thread(
            () -> {
              commits.settle(0);
              interrupted.complete(Thread.interrupted());
            });
    worker.start();
    worker.interrupt();
    Trial.await(() -> waiting.what().isPresent());
    assertThat(interrupted).isNotDone();
    stored.complete(null);
    assertThat(interrupted.join()).isTrue();
  }

  @Test
  void aFailureIsThrown() {
    commits.add(stored);
    BackendException failure = new BackendException(BackendException.Kind.UNAVAILABLE, "gone");
    new Thread(
            () -> {
              Trial.await(() -> waiting.what().isPresent());
              stored.completeExceptionally(failure);
            })
        .start();
    assertThatThrownBy(() -> commits.settle(0)).isSameAs(failure);
  }

  @Test
  void whatIsAbandonedIsWaitedForToo() throws InterruptedException {
    commits.add(stored);
    Thread worker = new Thread(commits::abandon);
    worker.start();
    Trial.await(() -> waiting.what().isPresent());
    stored.completeExceptionally(new IllegalStateException());
    worker.join();
    assertThat(waiting.what()).isEmpty();
  }

  private Thread settling() {
    commits.add(stored);
    Thread worker = new Thread(() -> commits.settle(0));
    worker.start();
    return worker;
  }
}
