package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

  @TempDir private Path directory;
  private Path recorded;

  @BeforeEach
  void record() throws IOException {
    recorded = directory.resolve("guard.properties");
    Guard.record(results(List.of(2.0), List.of(2.0), List.of(1.0)), recorded);
  }

  @Test
  void aQuarterMoreIsAllowed() throws IOException {
    assertThat(Guard.check(results(List.of(2.0), List.of(2.5), List.of(1.25)), recorded)).isTrue();
  }

  @Test
  void moreThanAQuarterIsTooSlow() throws IOException {
    assertThat(Guard.check(results(List.of(2.0), List.of(2.6), List.of(1.0)), recorded)).isFalse();
    assertThat(Guard.check(results(List.of(2.0), List.of(2.0), List.of(1.3)), recorded)).isFalse();
  }

  @Test
  void aSlowMachineSlowsBothSidesDown() throws IOException {
    assertThat(Guard.check(results(List.of(20.0), List.of(21.0), List.of(9.0)), recorded)).isTrue();
  }

  @Test
  void oneDisturbedRoundIsNoVerdict() throws IOException {
    Results results =
        results(List.of(2.0, 2.0, 9.0), List.of(2.0, 9.0, 9.0), List.of(1.0, 1.0, 4.5));

    assertThat(Guard.check(results, recorded)).isTrue();
  }

  private Results results(List<Double> loop, List<Double> enrich, List<Double> copy)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < loop.size(); i++) {
      lines.append(line("jackson-loop", loop.get(i)));
      lines.append(line("enrich", enrich.get(i)));
      lines.append(line("copy", copy.get(i)));
    }
    return Results.read(Files.writeString(directory.resolve("latest.json"), lines));
  }

  private static String line(String workload, double cpu) {
    return String.format(
        Locale.ROOT, "{\"workload\":\"%s\",\"bestLapCpuMicrosPerEvent\":%.2f}%n", workload, cpu);
  }
}
