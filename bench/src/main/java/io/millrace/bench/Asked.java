package io.millrace.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What the project asks of itself, beside what was measured: medians of the rounds of one call. */
final class Asked {

  private static final String CPU = "cpuMicrosPerEvent";
  private static final String RATE = "eventsPerCpuSecond";

  private final Results results;

  Asked(Results results) {
    this.results = results;
  }

  /** A table of everything that was measured; empty if nothing was. */
  String table() {
    StringBuilder table = new StringBuilder();
    Stream.of(loops(), kafka(), servers(), server(), scale())
        .flatMap(List::stream)
        .filter(goal -> !goal.measured.isEmpty())
        .forEach(goal -> table.append(goal.row()));
    return table.isEmpty()
        ? ""
        : "| what | asked | measured | of all rounds | |\n| --- | ---: | ---: | --- | --- |\n"
            + table;
  }

  private List<Goal> loops() {
    return List.of(
        Goal.atMost("enrich / jackson-loop, CPU per event", 0.55, cpu("enrich", "jackson-loop")),
        Goal.atMost(
            "enrich-memory / jackson-loop, CPU per event",
            0.33,
            cpu("enrich-memory", "jackson-loop")),
        Goal.atLeast(
            "copy, MB/s of records for each core",
            600,
            results.values("copy", "megabytesPerCpuSecond")),
        Goal.atLeast("fail-all / enrich, events per CPU second", 0.5, rate("fail-all", "enrich")),
        Goal.atLeast(
            "fail-all-memory / enrich-memory, events per CPU second",
            0.5,
            rate("fail-all-memory", "enrich-memory")),
        Goal.atLeast("wide / wide-loop, events per CPU second", 3, rate("wide", "wide-loop")),
        Goal.atLeast(
            "wide-memory / wide-loop, events per CPU second", 3, rate("wide-memory", "wide-loop")));
  }

  private List<Goal> kafka() {
    List<Double> loop = rate("kafka-enrich", "kafka-loop");
    List<Double> streams = rate("kafka-enrich", "kafka-streams");
    return List.of(
        Goal.atLeast("kafka-enrich / kafka-loop, events per CPU second", 0.6, loop),
        Goal.atLeast("the same, as speed asks it", 0.75, loop),
        Goal.atLeast("kafka-enrich / kafka-streams, events per CPU second", 1.5, streams),
        Goal.atLeast("the same, as speed asks it", 2, streams),
        Goal.atLeast(
            "kafka-enrich / kafka-stages, events per CPU second",
            1.3,
            rate("kafka-enrich", "kafka-stages")));
  }

  private List<Goal> servers() {
    return List.of(
        Goal.atMost(
            "servers on Kafka, most - least partitions of one",
            1,
            worst(name -> name.startsWith("kafka-servers"), "partitionsApart")),
        recovery("killed on Kafka, s from the start to an output", "kafka-recovery"),
        recovery("the same with bin/millrace archive", "kafka-recovery-archive"));
  }

  private Goal recovery(String what, String workload) {
    return Goal.atMost(what, 2, results.values(workload, "firstOutputSeconds"));
  }

  private List<Goal> server() {
    return List.of(
        Goal.atLeast(
            "ingest, durable requests/s of one event",
            55_000,
            results.values("ingest-1", "requestsPerSecond")),
        Goal.atMost(
            "ingest, p99 ms at half of that", 5, results.values("ingest-1-half", "p99Millis")),
        Goal.atLeast(
            "ingest, events/s in requests of 100",
            400_000,
            results.values("ingest-100", "eventsPerSecond")),
        Goal.atMost("start to ready, s", 1, results.values("start", "readySeconds")),
        Goal.atMost(
            "start to ready with bin/millrace archive, s",
            1,
            results.values("start-archive", "readySeconds")),
        Goal.atMost("idle, MiB resident", 150, results.values("start", "idleMemoryMegabytes")),
        Goal.atMost(
            "idle with bin/millrace archive, MiB resident",
            150,
            results.values("start-archive", "idleMemoryMegabytes")),
        Goal.atMost(
            "peak of any backlog, MiB", 512, worst(Asked::isBacklog, "peakMemoryMegabytes")));
  }

  private static boolean isBacklog(String workload) {
    boolean others = workload.startsWith("kafka-") && !workload.startsWith("kafka-enrich");
    return !others && !workload.contains("loop") && !workload.contains("memory");
  }

  private List<Goal> scale() {
    return List.of(
        Goal.atMost(
            "1 to 1,000 partitions, most / least CPU per event", 1.2, spread("partitions-")),
        Goal.atMost("1 to 100 pipelines, most / least CPU per event", 1.2, spread("pipelines-")));
  }

  private List<Double> cpu(String ours, String theirs) {
    return results.ratios(ours, theirs, CPU);
  }

  private List<Double> rate(String ours, String theirs) {
    return results.ratios(ours, theirs, RATE);
  }

  /** The largest median of some workloads; empty if there is none. */
  private List<Double> worst(Predicate<String> which, String column) {
    return results.workloads().stream()
        .filter(which)
        .flatMap(name -> results.median(name, column).stream().boxed())
        .max(Comparator.naturalOrder())
        .map(List::of)
        .orElse(List.of());
  }

  /** Of the embedded ones, if there are several. */
  private List<Double> spread(String prefix) {
    double[] all =
        results.workloads().stream()
            .filter(name -> name.startsWith(prefix) && !name.contains("memory"))
            .mapToDouble(name -> results.median(name, CPU).orElseThrow())
            .toArray();
    return all.length < 2
        ? List.of()
        : List.of(
            DoubleStream.of(all).max().getAsDouble() / DoubleStream.of(all).min().getAsDouble());
  }

  /**
   * One thing that is asked.
   *
   * @param most whether the number is the most that is allowed; else the least
   * @param measured in each round; empty if it was not
   */
  private record Goal(String what, double asked, boolean most, List<Double> measured) {

    static Goal atMost(String what, double asked, List<Double> measured) {
      return new Goal(what, asked, true, measured);
    }

    static Goal atLeast(String what, double asked, List<Double> measured) {
      return new Goal(what, asked, false, measured);
    }

    String row() {
      double value = Results.median(measured);
      boolean met = most ? value <= asked : value >= asked;
      return String.format(
          Locale.ROOT,
          "| %s | %s %s | %s | %s | %s |%n",
          what,
          most ? "≤" : "≥",
          Report.number(asked),
          Report.number(value),
          Report.spread(measured),
          met ? "met" : "**not met**");
    }
  }
}
