package io.plumbline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThroughputFiguresTest {
  private static final List<ThroughputAlternative> ALL =
      ThroughputAlternative.all(
          new ThroughputLoad("limit", 40, 800, 8),
          new ThroughputLoad("heap", 40, 800, 1),
          new ThroughputLoad("rocksdb", 10, 200, 1));

  @Test
  void aLimitComesWithWhatIsComparedWithIt() {
    assertThat(keys(ThroughputAlternative.chosen(ALL, List.of("metrics-3-rocksdb"))))
        .containsExactly("decode-events", "metrics-3-rocksdb");
    assertThat(keys(ThroughputAlternative.chosen(ALL, List.of("srm-heap", "read-events"))))
        .containsExactly("read-events", "decode-exposures", "srm-heap");
    assertThat(ThroughputAlternative.chosen(ALL, List.of())).isEqualTo(ALL).hasSize(11);
  }

  @Test
  void whatIsUnknownIsToldWithWhatIsAllowed() {
    assertThatThrownBy(() -> ThroughputAlternative.chosen(ALL, List.of("metrics-2-heap")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--alternatives: metrics-2-heap (allowed: read-events, ")
        .hasMessageContaining("metrics-10-rocksdb");
  }

  @Test
  void allButTheRecordsBehindTheLastTickAreAccountedFor() {
    ThroughputAlternative metrics = alternative("metrics-3-heap");
    assertThat(metrics.accountable()).isEqualTo(800 + 3 * 40 + 800 / 20);
    assertThat(metrics.records()).isEqualTo(metrics.accountable() + 8);
    assertThat(alternative("decode-events").records()).isEqualTo(8 * metrics.records());
  }

  @Test
  void ratiosAreThoseOfEachRound() {
    ThroughputAlternative limit = alternative("decode-exposures");
    ThroughputAlternative job = alternative("srm-heap");
    ThroughputFigures figures = new ThroughputFigures();
    // The machine is three times slower in the second round; the ratios are 0.5, 0.4 and 0.1.
    add(figures, limit, 1000, 1, 0);
    add(figures, job, 500, 1, 0);
    add(figures, limit, 1000, 3, 0);
    add(figures, job, 400, 3, 0);
    add(figures, limit, 1000, 1, 0);
    add(figures, job, 100, 1, 4000);

    List<ThroughputAlternative> both = List.of(limit, job);
    assertThat(figures.table(both))
        .contains(
            "| decode exposures and discard | 6,432 | 1.0 | 1,000 (333..1,000) |  |  |",
            "| SrmJob, heap | 804 | 1.0 | 133 (100..500) | 0.400 (0.100..0.500) | 100 |");
    assertThat(figures.rounds(both))
        .hasSize(7)
        .contains(
            "decode-exposures,2,1000,0,0,3.000000,,40", "srm-heap,3,100,0,0,1.000000,4000,40");
  }

  private static void add(
      ThroughputFigures figures,
      ThroughputAlternative alternative,
      long records,
      double seconds,
      long bytes) {
    figures.add(
        alternative,
        new ThroughputRun.Result(
            seconds, 2 * seconds, records, 0, Map.of(), Map.of("units", bytes)));
  }

  private static ThroughputAlternative alternative(String key) {
    return ALL.stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  private static List<String> keys(List<ThroughputAlternative> alternatives) {
    return alternatives.stream().map(ThroughputAlternative::key).toList();
  }
}
