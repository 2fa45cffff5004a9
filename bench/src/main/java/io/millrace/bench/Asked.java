package io.millrace.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What the project asks of itself, beside what was measured: medians of all runs of one call. */
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
        .filter(goal -> goal.measured.isPresent())
        .forEach(goal -> table.append(goal.row()));
    return table.isEmpty()
        ? ""
        : "| what | asked | measured | |\n| --- | ---: | ---: | --- |\n" + table;
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
            results.median("copy", "megabytesPerCpuSecond")),
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
    return List.of(
        Goal.atLeast(
            "kafka-enrich / kafka-loop, events per CPU second",
            0.75,
            rate("kafka-enrich", "kafka-loop")),
        Goal.atLeast(
            "kafka-enrich / kafka-streams, events per CPU second",
            2,
            rate("kafka-enrich", "kafka-streams")),
        Goal.atLeast(
            "kafka-enrich / kafka-stages, events per CPU second",
            1.3,
            rate("kafka-enrich", "kafka-stages")));
  }

  private List<Goal> servers() {
    OptionalDouble apart =
        max(
            results.workloads().stream()
                .filter(name -> name.startsWith("kafka-servers"))
                .map(name -> results.median(name, "partitionsApart")));
    return List.of(
        Goal.atMost("servers on Kafka, most - least partitions of one", 1, apart),
        recovery("killed on Kafka, s from the start to an output", "kafka-recovery"),
        recovery("the same with bin/millrace archive", "kafka-recovery-archive"));
  }

  private Goal recovery(String what, String workload) {
    return Goal.atMost(what, 2, results.median(workload, "firstOutputSeconds"));
  }

  private List<Goal> server() {
    OptionalDouble peak =
        max(
            results.workloads().stream()
                .filter(name -> !name.contains("loop") && !name.contains("memory"))
                .filter(name -> !name.startsWith("kafka-") || name.startsWith("kafka-enrich"))
                .map(name -> results.median(name, "peakMemoryMegabytes")));
    return List.of(
        Goal.atLeast(
            "ingest, durable requests/s of one event",
            55_000,
            results.median("ingest-1", "requestsPerSecond")),
        Goal.atMost(
            "ingest, p99 ms at half of that", 5, results.median("ingest-1-half", "p99Millis")),
        Goal.atLeast(
            "ingest, events/s in requests of 100",
            400_000,
            results.median("ingest-100", "eventsPerSecond")),
        Goal.atMost("start to ready, s", 1, results.median("start", "readySeconds")),
        Goal.atMost("idle, MiB resident", 150, results.median("start", "idleMemoryMegabytes")),
        Goal.atMost("peak of any backlog, MiB", 512, peak));
  }

  private List<Goal> scale() {
    return List.of(
        Goal.atMost(
            "1 to 1,000 partitions, most / least CPU per event", 1.2, spread("partitions-")),
        Goal.atMost("1 to 100 pipelines, most / least CPU per event", 1.2, spread("pipelines-")));
  }

  private OptionalDouble cpu(String ours, String theirs) {
    return ratio(results.median(ours, CPU), results.median(theirs, CPU));
  }

  private OptionalDouble rate(String ours, String theirs) {
    return ratio(results.median(ours, RATE), results.median(theirs, RATE));
  }

  private static OptionalDouble ratio(OptionalDouble ours, OptionalDouble theirs) {
    return ours.isPresent() && theirs.isPresent()
        ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Of the embedded ones, if there are several. */
  private OptionalDouble spread(String prefix) {
    double[] all =
        results.workloads().stream()
            .filter(name -> name.startsWith(prefix) && !name.contains("memory"))
            .mapToDouble(name -> results.median(name, CPU).orElseThrow())
            .toArray();
    return all.length < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            DoubleStream.of(all).max().getAsDouble() / DoubleStream.of(all).min().getAsDouble());
  }

  private static OptionalDouble max(Stream<OptionalDouble> values) {
    return values.flatMapToDouble(OptionalDouble::stream).max();
  }

  /**
   * One thing that is asked.
   *
   * @param most whether the number is the most that is allowed; else the least
   */
  private record Goal(String what, double asked, boolean most, OptionalDouble measured) {

    static Goal atMost(String what, double asked, OptionalDouble measured) {
      return new Goal(what, asked, true, measured);
    }

    static Goal atLeast(String what, double asked, OptionalDouble measured) {
      return new Goal(what, asked, false, measured);
    }

    String row() {
      double value = measured.orElseThrow();
      boolean met = most ? value <= asked : value >= asked;
      return String.format(
          Locale.ROOT,
          "| %s | %s %s | %s | %s |%n",
          what,
          most ? "≤" : "≥",
          Report.number(asked),
          Report.number(value),
          met ? "met" : "**not met**");
    }
  }
}
