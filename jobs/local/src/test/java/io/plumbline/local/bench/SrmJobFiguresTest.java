package io.plumbline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.schemas.Table;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SrmJobFiguresTest {
  private static final SrmJobLoad TEN = new SrmJobLoad(10, 100, 50);
  private static final SrmJobLoad FORTY = new SrmJobLoad(40, 100, 50);

  private final SrmJobFigures figures = new SrmJobFigures();
  private final Evidence evidence = new Evidence();

  @Test
  void whatGrowsAsTheExperimentsDoIsLinear() {
    figures.add(TEN, result(TEN, 1, 1));
    figures.add(TEN, result(TEN, 3, 1));
    figures.add(TEN, result(TEN, 2, 1));
    // 4 times the experiments, 6 times the median of 2 s: 1.5 times linear, which still passes.
    figures.add(FORTY, result(FORTY, 12, 1));
    figures.print(evidence);

    assertThat(figures.breaches()).isEmpty();
    assertThat(evidence.lines())
        .contains(
            // enrollments 500, checks 40 and health 20: 60 rows of 10 experiments besides
            "| 10 | 1,000 | 500 | 40 | 20 | 560 | 6.0 |",
            // 2 s over 1,000 exposures and 560 rows
            "| 10 | 2.0 | 2.0 (1.0..3.0) | 2000.00 | 3571.43 |  |",
            // 10 s more for 3,000 exposures more
            "| 40 | 12.0 | 12.0 (12.0..12.0) | 3000.00 | 5357.14 | 3333.33 |",
            // 50,000 bytes of 500 enrollments, 10,000 of 10 ledgers of ten values, 5,000 else
            "| 10 | 0.07 | 100 | 1,000 | 100 | 500 |",
            "| processor time | 6.00 | 1.50 |");
  }

  @Test
  void whatGrowsFasterIsTold() {
    figures.add(TEN, result(TEN, 1, 1));
    figures.add(FORTY, result(FORTY, 7, 2));
    figures.print(evidence);

    assertThat(figures.breaches())
        .containsExactly("processor time: 1.75 times linear", "state: 2.00 times linear");
    assertThat(evidence.lines()).contains("| processor time | 7.00 | **1.75** |");
  }

  private static ThroughputRun.Result result(
      SrmJobLoad load, double processorSeconds, long stateFactor) {
    long n = load.experiments();
    return new ThroughputRun.Result(
        processorSeconds,
        processorSeconds,
        load.records(),
        load.allExposures(),
        Map.of(Table.ENROLLMENTS, 50 * n, Table.SRM_CHECKS, 4 * n, Table.EXPERIMENT_HEALTH, 2 * n),
        Map.of(
            "srm: units -> srm: bundle contributions",
            5_000 * n * stateFactor,
            "srm: ledgers",
            1_000 * n * stateFactor,
            "Source: exposures-10",
            500 * n * stateFactor));
  }
}
