package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which mismatches came together; it takes the rows of all experiments to say so. */
final class PlatformReplay {

  private static final long DAY = 86_400_000;

  private final Map<String, Long> openedAt = new HashMap<>();
  private final List<Mismatch> mismatches = new ArrayList<>();

  /** A combined row of the whole whose alarm has opened. */
  private record Mismatch(
      long at, Row row, List<Map<String, Object>> suspects, Map<String, Object> platform) {}

  /**
   * To be called with every such row, of each experiment in order.
   *
   * @param suspects those of the row and of its alerts, which change with it
   * @param platform what is added to them
   */
  void see(
      Experiment experiment,
      long at,
      Row row,
      List<Map<String, Object>> suspects,
      Map<String, Object> platform) {
    openedAt.putIfAbsent(experiment.key(), at);
    mismatches.add(new Mismatch(at, row, suspects, platform));
  }

  void judge(List<Experiment> experiments) {
    for (Mismatch mismatch : mismatches) {
      long at = mismatch.at();
      List<Experiment> running =
          experiments.stream()
              .filter(e -> e.startedAt() <= at && (e.stoppedAt() == null || at <= e.stoppedAt()))
              .toList();
      long opened =
          running.stream()
              .map(e -> openedAt.get(e.key()))
              .filter(then -> then != null && then <= at && at < then + DAY)
              .count();
      if (opened >= 3 && 5 * opened >= running.size()) {
        List<Map<String, Object>> suspects = mismatch.suspects();
        suspects.removeIf(suspect -> suspect.get("cause").equals("ASSIGNMENT"));
        long dead = suspects.stream().filter(s -> s.get("cause").equals("TELEMETRY_LOSS")).count();
        suspects.add((int) dead, mismatch.platform());
        mismatch.row().set("diagnosis", suspects.get(0).get("cause"));
      }
    }
  }
}
