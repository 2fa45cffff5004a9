package io.millrace.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Compares CPU per event in the best lap, as a ratio to the Jackson loop of the same call, with
 * what was recorded: {@code Guard check|record latest.json recorded.properties}. A check ends with
 * 1 if one is worse by more than a quarter.
 */
final class Guard {

  private static final double WORSE = 1.25;
  private static final String LOOP = "jackson-loop";
  private static final List<String> WATCHED = List.of("enrich", "copy");
  private static final String CPU = "bestLapCpuMicrosPerEvent";

  private Guard() {}

  public static void main(String[] args) throws IOException {
    Results results = Results.read(Path.of(args[1]));
    Path file = Path.of(args[2]);
    if (args[0].equals("record")) {
      record(results, file);
    } else if (!check(results, file)) {
      System.exit(1);
    }
  }

  private static double ratio(Results results, String workload) {
    return Results.median(results.ratios(workload, LOOP, CPU));
  }

  static void record(Results results, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# CPU per event, as a ratio to jackson-loop in the same call.\n");
    text.append("# Written by: bench/guard --record\n");
    for (String workload : WATCHED) {
      text.append(String.format(Locale.ROOT, "%s=%.2f%n", workload, ratio(results, workload)));
    }
    Files.writeString(file, text);
    System.out.print(text);
  }

  static boolean check(Results results, Path file) throws IOException {
    Properties recorded = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      recorded.load(in);
    }
    boolean good = true;
    for (String workload : WATCHED) {
      double most = Double.parseDouble(recorded.getProperty(workload)) * WORSE;
      double ratio = ratio(results, workload);
      good &= ratio <= most;
      System.out.printf(
          Locale.ROOT,
          "%s: %.2f of %s's CPU per event; %s recorded, at most %.2f allowed: %s%n",
          workload,
          ratio,
          LOOP,
          recorded.getProperty(workload),
          most,
          ratio <= most ? "good" : "TOO SLOW");
    }
    return good;
  }
}
