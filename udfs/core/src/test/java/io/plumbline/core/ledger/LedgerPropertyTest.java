package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.unit.HealthCounter;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LedgerPropertyTest {
  private static final int STEPS = 12;
  private static final long STOP = START + 3 * HOUR + 20_000;

  /** What comes in with a step: epoch 0 or 2 is tested, 1 settles. */
  record Arrival(int step, int epoch, int variant, String country, int units, int converted) {}

  private static LedgerBench bench() {
    return LedgerBench.until(
        STOP + DAY,
        experiment("x")
            .stoppedAt(STOP)
            .dimensions("country")
            .allocation(START, "2", "1")
            .allocation(START + 35 * MINUTE, "1", "1")
            .primary(conversion("open"))
            .guardrail(count("buy").window(HOUR), 0.05));
  }

  private static long instant(int step) {
    return step == 0 ? START : step == STEPS - 1 ? STOP : START + step * 20 * MINUTE;
  }

  private static void feed(LedgerBench ledger, List<Arrival> arrivals, int step) {
    for (Arrival a : arrivals) {
      int epoch = step < 2 ? 0 : a.epoch();
      if (a.step() == step) {
        ledger.units(epoch, Map.of("country", a.country()), a.variant(), a.units());
        ledger.numbers(epoch, 0, a.variant(), false, Math.min(a.units(), a.converted()), 1);
        ledger.numbers(epoch, 1, a.variant(), true, a.units(), a.converted());
        ledger.health(a.variant(), HealthCounter.EXPOSURES, a.converted());
      }
    }
  }

  @Property(tries = 60)
  void aLedgerThatWasWrittenAndReadGoesOnAsIfItHadNotBeen(
      @ForAll("arrivals") List<Arrival> arrivals, @ForAll @IntRange(max = STEPS - 2) int cut) {
    LedgerBench through = bench();
    LedgerBench restored = bench();
    for (int step = 0; step < STEPS; step++) {
      feed(through, arrivals, step);
      feed(restored, arrivals, step);
      through.at(instant(step));
      restored.at(instant(step));
      assertThat(restored.rows()).isEqualTo(through.rows());
      if (step == cut) {
        restored.restored();
      }
    }
    assertThat(through.rows()).isNotEmpty();
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    return Combinators.combine(
            Arbitraries.integers().between(0, STEPS - 2),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1),
            Arbitraries.of("DE", "FR", "__missing__"),
            Arbitraries.integers().between(1, 400),
            Arbitraries.integers().between(0, 200))
        .as(Arrival::new)
        .list()
        .ofMaxSize(12);
  }
}
