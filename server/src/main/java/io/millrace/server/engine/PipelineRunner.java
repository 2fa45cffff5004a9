package io.millrace.server.engine;

import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The workers of one pipeline. Safe for many threads. */
final class PipelineRunner {

  private final PipelinePlan plan;
  private final WorkerFactory factory;
  private final List<WorkerSlot> slots = new ArrayList<>();
  private volatile boolean stopped;
  private volatile boolean assigned;

  PipelineRunner(PipelinePlan plan, WorkerFactory factory, Consumer<Throwable> fatal) {
    this.plan = plan;
    this.factory = factory;
    HungRecords hung = new HungRecords();
    for (int worker = 0; worker < factory.workers(); worker++) {
      slots.add(new WorkerSlot(factory, worker, hung, fatal));
    }
  }

  void start() throws StageCreationException {
    for (WorkerSlot slot : slots) {
      slot.start();
    }
  }

  void requestStop() {
    stopped = true;
    slots.forEach(WorkerSlot::requestStop);
  }

  /** Waits for the workers; false if some have not ended by then. */
  boolean awaitStopped(long deadlineNanos) throws InterruptedException {
    boolean all = true;
    for (WorkerSlot slot : slots) {
      all &= slot.awaitStopped(Duration.ofNanos(deadlineNanos - System.nanoTime()));
    }
    return all;
  }

  void interruptForStop() {
    slots.forEach(WorkerSlot::interruptForStop);
  }

  /** How many partitions wait for a stage or for the backend, or go no further. */
  int waitingPartitions() {
    return slots.stream().mapToInt(WorkerSlot::waitingPartitions).sum();
  }

  Optional<String> endedBy() {
    return slots.stream().flatMap(slot -> slot.endedBy().stream()).findFirst();
  }

  void check(Duration callTimeout) {
    slots.forEach(slot -> slot.check(callTimeout));
  }

  /** Once all workers have heard what is theirs, it stays so: they may be dealt anew later. */
  private boolean isAssigned() {
    assigned = assigned || slots.stream().allMatch(WorkerSlot::isAssigned);
    return assigned;
  }

  /** Which partitions go no further, and why; empty if all do. */
  private Optional<String> damage() {
    SortedMap<StreamPartition, String> damaged = new TreeMap<>();
    slots.forEach(slot -> damaged.putAll(slot.damaged()));
    return damaged.isEmpty()
        ? Optional.empty()
        : Optional.of(
            damaged.entrySet().stream()
                .map(one -> one.getKey() + " goes no further: " + one.getValue())
                .collect(Collectors.joining("; ")));
  }

  PipelineState state() {
    String name = plan.definition().name();
    Map<StreamPartition, Long> lag = factory.lag().records();
    Optional<String> failure = slots.stream().flatMap(slot -> slot.failure().stream()).findFirst();
    if (failure.isPresent()) {
      return new PipelineState(name, PipelineState.Phase.FAILED, failure.get(), lag);
    }
    if (stopped) {
      return new PipelineState(name, PipelineState.Phase.STOPPED, "", lag);
    }
    if (!isAssigned()) {
      return new PipelineState(
          name, PipelineState.Phase.STARTING, "the backend has not dealt its partitions yet", lag);
    }
    return slots.stream()
        .flatMap(slot -> slot.waitingFor().stream())
        .findFirst()
        .or(this::damage)
        .map(what -> new PipelineState(name, PipelineState.Phase.WAITING, what, lag))
        .orElseGet(() -> new PipelineState(name, PipelineState.Phase.RUNNING, "", lag));
  }
}
