package io.plumbline.core.experiment;

import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.time.Horizon;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentCatalogTest {

  /** What a metric asks for once it is retired would be applied and count nowhere. */
  @Test
  void aMetricAsksForEventsFromItsBeginningUntilItIsRetired() {
    MetricTerms again =
        new MetricTerms(
            MetricRole.PRIMARY, null, null, START + 4 * HOUR, ExperimentMetric.IN_FORCE);
    ExperimentCatalog catalog =
        new ExperimentCatalog(
            List.of(
                experiment("a")
                    .retired(MetricFixture.sum("v1").of("buy"), START + HOUR)
                    .primary(MetricFixture.sum("v2").of("buy").validFrom(START + HOUR))
                    .build(),
                experiment("b")
                    .metric(
                        MetricFixture.sum("gone").of("buy"),
                        again.between(Experiment.ALWAYS, START + 2 * HOUR),
                        again)
                    .build()),
            TIMING,
            Horizon.ENDLESS);
    assertThat(asking(catalog, START - 1)).containsExactly("v1", "gone");
    assertThat(asking(catalog, START + HOUR - 1)).containsExactly("v1", "gone");
    assertThat(asking(catalog, START + HOUR)).containsExactly("v2", "gone");
    assertThat(asking(catalog, START + 2 * HOUR)).containsExactly("v2");
    assertThat(asking(catalog, START + 4 * HOUR)).containsExactly("v2", "gone");
    assertThat(catalog.uses("view", START)).isEmpty();
  }

  @Test
  void nothingIsAskedForBeforeTheExperimentIsKnown() {
    ExperimentCatalog catalog =
        new ExperimentCatalog(
            List.of(
                experiment("a").knownFrom(START).primary(MetricFixture.sum("m").of("buy")).build()),
            TIMING,
            Horizon.ENDLESS);
    assertThat(asking(catalog, START - 1)).isEmpty();
    assertThat(asking(catalog, START)).containsExactly("m");
  }

  private static List<String> asking(ExperimentCatalog catalog, long visibleAt) {
    return catalog.uses("buy", visibleAt).stream()
        .map(use -> use.plan().metric(use.metric()).metric().key())
        .toList();
  }
}
