package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LostCallsTest {

  private final AtomicLong now = new AtomicLong();
  private final LostCalls lost = new LostCalls(now::get);
  private final List<CountDownLatch> ends = new ArrayList<>();

  @AfterEach
  void endAll() {
    ends.forEach(CountDownLatch::countDown);
  }

  private Thread hanging() {
    CountDownLatch end = new CountDownLatch(1);
    ends.add(end);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  private List<Thread> lose(int count) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(hanging());
      lost.add(threads.get(i));
    }
    return threads;
  }

  @Test
  void someAreAllowed() {
    lose(LostCalls.MOST);
    assertThat(lost.areTooMany()).isFalse();

    lose(1);
    assertThat(lost.areTooMany()).isTrue();
  }

  @Test
  void oneThatComesBackIsForgiven() throws InterruptedException {
    List<Thread> threads = lose(LostCalls.MOST + 1);
    ends.get(3).countDown();
    threads.get(3).join();

    assertThat(lost.areTooMany()).isFalse();
  }

  @Test
  void timeForgives() {
    lose(LostCalls.MOST + 1);
    now.addAndGet(LostCalls.FORGIVEN_AFTER.toNanos() - 1);
    assertThat(lost.areTooMany()).isTrue();

    now.incrementAndGet();
    assertThat(lost.areTooMany()).isFalse();
  }
}
