package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Evidence for a mismatch that began on some day. */
final class LateOnsetReplay {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  private final Experiment experiment;
  private final SrmMath math;
  private final TreeMap<Long, Map<Integer, long[]>> countsByDay = new TreeMap<>();

  LateOnsetReplay(Experiment experiment, SrmMath math) {
    this.experiment = experiment;
    this.math = math;
  }

  /**
   * @param sign 1 puts the unit in, -1 takes it back
   */
  void count(Enrollment unit, int sign) {
    if (unit.epoch.settling()) {
      return;
    }
    long day = Math.floorDiv(unit.enrolledAt(), DAY_MS);
    Map<Integer, long[]> ofDay = countsByDay.computeIfAbsent(day, d -> new HashMap<>());
    ofDay
            .computeIfAbsent(unit.epoch.number(), e -> new long[experiment.variants().size()])[
            unit.variant] +=
        sign;
    if (ofDay.values().stream().allMatch(sums -> Arrays.stream(sums).allMatch(n -> n == 0))) {
      countsByDay.remove(day);
    }
  }

  /** log of sum_j E_{j:t} / (j (j + 1)) + 1 / (t + 1), t the last day with units. */
  DiagnosisReplay.Onset at(List<Epoch> tested) {
    if (countsByDay.isEmpty()) {
      return new DiagnosisReplay.Onset(0, 1, 0);
    }
    long firstDay = Math.floorDiv(experiment.startedAt(), DAY_MS);
    int today = (int) (countsByDay.lastKey() - firstDay + 1);
    double[] logs = new double[today + 1];
    logs[0] = -Math.log(today + 1);
    Map<Integer, long[]> since = new HashMap<>();
    int loudest = today;
    for (int day = today; day >= 1; day--) {
      addTo(since, countsByDay.getOrDefault(firstDay + day - 1, Map.of()));
      double product = 0;
      for (Epoch epoch : tested) {
        long[] observed =
            since.getOrDefault(epoch.number(), new long[experiment.variants().size()]);
        product += math.logE(observed, epoch, SrmMath.LATE_ONSET_CONCENTRATION);
      }
      logs[day] = product - Math.log(day) - Math.log(day + 1);
      loudest = logs[day] >= logs[loudest] ? day : loudest;
    }
    double ofLoudest = logs[loudest] + Math.log(loudest) + Math.log(loudest + 1);
    return new DiagnosisReplay.Onset(SrmMath.logSum(logs), loudest, ofLoudest);
  }

  private void addTo(Map<Integer, long[]> sums, Map<Integer, long[]> more) {
    more.forEach(
        (epoch, observed) -> {
          long[] sum = sums.computeIfAbsent(epoch, e -> new long[experiment.variants().size()]);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += observed[i];
          }
        });
  }
}
