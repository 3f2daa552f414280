package io.plumbline.local.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.local.ProgressListener;
import io.plumbline.local.bench.statistics.EffectStudies.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsCommandTest {
  private static final long SEED = 3;
  private static final int PLUG_IN = 4;

  @Test
  void theTableDoesNotDependOnTheThreads() {
    List<String> one = StatisticsCommand.evidence(monteCarlo(10, 1)).lines();
    assertThat(StatisticsCommand.evidence(monteCarlo(10, 3)).lines()).isEqualTo(one);
    assertThat(one).anyMatch(line -> line.startsWith("| the alarm A, hourly for 30 days | 4 |"));
  }

  @Test
  void whatIsAboveNominalIsNamed() {
    Evidence evidence = new Evidence();
    evidence.processes("process");
    evidence.process("broken", ever(100, 20), 0);
    evidence.shownProcess("known", ever(100, 20), 0);
    evidence.process("right", ever(100, 0), 0);
    // 20 of 100 reach 1 / 0.01: 20 % ± 4 is above 5 % and 1 %; none reaches 1 / 0.001.
    assertThat(evidence.breaches())
        .containsExactly(
            "broken: 20.00 % ± 4.00 at nominal 5.0 %", "broken: 20.00 % ± 4.00 at nominal 1.0 %");
    assertThat(evidence.lines())
        .contains("| right | 100 | 0 (< 3.00 %) | 0 (< 3.00 %) | 0 (< 3.00 %) |");
  }

  private static double[][] ever(int runs, int alarms) {
    double[][] figures = new double[runs][1];
    for (int i = 0; i < alarms; i++) {
      figures[i][0] = StrictMath.log(101);
    }
    return figures;
  }

  @Test
  void thePlugInSequenceAlarmsOnARareSpikeAndOursDoesNot() {
    Setting setting = new Setting("spike", Values.spike(1), Values.spike(1), 0.01, 0);
    double[][] figures = run(setting, 100);
    assertThat(Rate.of(figures, PLUG_IN).value()).isGreaterThan(0.3);
    assertThat(Rate.of(figures, 0).value()).isLessThanOrEqualTo(EffectStudies.ALPHA);
    assertThat(Rate.of(figures, 1).value()).isLessThanOrEqualTo(EffectStudies.ALPHA);
  }

  @Test
  void bothAreQuietOnABinaryMetricInHalves() {
    Setting setting = new Setting("binary", Values.binary(0.1), Values.binary(0.1), 0.5, 0);
    double[][] figures = run(setting, 100);
    assertThat(Rate.of(figures, PLUG_IN).isAbove(EffectStudies.ALPHA)).isFalse();
    assertThat(Rate.of(figures, 0).isAbove(EffectStudies.ALPHA)).isFalse();
  }

  private static double[][] run(Setting setting, int runs) {
    return monteCarlo(runs, 2)
        .figures(
            setting.name(),
            1,
            EffectStudies.WIDTH,
            (draws, figure) -> EffectStudies.run(setting, draws, figure));
  }

  @Test
  void whatIsDrawnHasTheMeanThatIsTakenForTrue() {
    for (Values values :
        List.of(
            Values.revenue(0.3, 1, 0.8, 1.5),
            Values.cappedRevenue(0.3, 1, 0.8),
            Values.light(0.3, 2),
            Values.poisson(1))) {
      ArmSums drawn = new ArmSums();
      values.draw(new Draws(SEED, "mean", 0), 200_000, drawn);
      double units = drawn.arm().units();
      double standardError = Math.sqrt(drawn.arm().m2()) / units;
      assertThat(drawn.arm().mean()).isEqualTo(values.mean(), within(4 * standardError));
    }
  }

  @Test
  void aFixedTestNeedsThisManyUnits() {
    // STATISTICS.md, section 1: 427 and 1,707, by the non-central chi-squared.
    assertThat(DelayStudies.fixedUnits(0.6)).isEqualTo(427, within(0.5));
    assertThat(DelayStudies.fixedUnits(0.55)).isEqualTo(1_707, within(0.5));
  }

  @Test
  void looksMissNothingAtFirst() {
    assertThat(Looks.growing(1, 10, 1.5)).containsExactly(1, 2, 3, 4, 6, 9, 10);
    assertThat(Looks.even(10, 4)).containsExactly(2, 5, 7, 10);
  }

  private static MonteCarlo monteCarlo(int runs, int threads) {
    return new MonteCarlo(SEED, runs, threads, new Silent());
  }

  private static final class Silent implements ProgressListener {
    @Override
    public void stage(String name) {}

    @Override
    public void progress(long records, double fraction) {}
  }
}
