package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.Scenario.only;
import static io.plumbline.e2e.oracle.Scenario.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OracleTest {

  private static final String NIL = "null";

  @TempDir private Path folder;

  @Test
  void mixtureByHand() {
    // E_K(2, 0; 1:1) = (K/2)(K/2 + 1) / (K (K + 1)) / (1/4) = (K + 2) / (K + 1)
    double expected = (102 / 101.0 + 10_002 / 10_001.0 + 1_000_002 / 1_000_001.0) / 3;
    SrmMath math = new SrmMath();
    assertThat(math.mixture(new long[] {2, 0}, epoch(1, 1)))
        .isCloseTo(Math.log(expected), within(1e-14));
    assertThat(math.mixture(new long[] {0, 0}, epoch(1, 1))).isZero();
    assertThat(math.mixture(new long[] {7}, epoch(1))).isCloseTo(0, within(1e-14));
  }

  @Test
  void mixtureByMpmathTo60Digits() {
    SrmMath math = new SrmMath();
    assertThat(math.mixture(new long[] {821_588, 815_482}, epoch(1, 1)))
        .isCloseTo(7.866200461880579, within(1e-9));
    assertThat(math.logE(new long[] {16_050, 3_950}, epoch(4, 1), 100))
        .isCloseTo(-2.261401121845094, within(1e-10));
    assertThat(math.logE(new long[] {27_010, 2_990}, epoch(9, 1), 10_000))
        .isCloseTo(-0.678198437910902, within(1e-10));
  }

  @Test
  void quotientsAreRoundedOnce() {
    assertThat(ExactMath.quotient(BigInteger.ONE, BigInteger.valueOf(3))).isEqualTo(1 / 3.0);
    assertThat(ExactMath.quotient(BigInteger.TEN.negate(), BigInteger.valueOf(4))).isEqualTo(-2.5);
    // just above the middle of 2^53 and 2^53 + 2
    BigInteger middle = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
    BigInteger large = BigInteger.ONE.shiftLeft(300);
    assertThat(ExactMath.quotient(middle.multiply(large).add(BigInteger.ONE), large))
        .isEqualTo(9007199254740994.0);
    assertThat(ExactMath.quotient(middle, BigInteger.ONE)).isEqualTo(9007199254740992.0);
  }

  @Test
  void studentQuantileBySciPy() {
    assertThat(EffectMath.quantile(10, 0.05)).isCloseTo(2.228138851986274, within(1e-12));
    assertThat(EffectMath.quantile(1, 0.05)).isCloseTo(12.706204736174694, within(1e-11));
    assertThat(EffectMath.quantile(1e6, 0.001)).isCloseTo(3.2905364612487222, within(1e-9));
  }

  @Test
  void windowsMaturityAndCaps() throws IOException {
    Map<String, List<Map<String, Object>>> tables =
        new Scenario(folder, Scenario.PLAIN)
            .exposed("u1", "a", "2024-01-01T00:30:00Z,DE")
            .exposed("u2", "b", "2024-01-01T01:00:00Z,")
            .bought("e1", "u1", "2024-01-01T00:30:00Z", "4.125")
            .bought("e2", "u1", "2024-01-01T02:30:00Z", "7")
            .bought("e3", "u2", "2024-01-01T00:59:59.999Z", "1")
            .run();
    List<Map<String, Object>> rows = tables.get(Tables.VARIANT_METRICS);
    // open rows at 01:00 know u1 alone: u2 came at that very instant
    Map<String, Object> first =
        only(
            rows,
            "metric_key",
            "spent",
            "segment",
            "all",
            "variant_key",
            "a",
            "is_mature",
            false,
            "as_of",
            "2024-01-01T01:00:00Z");
    assertThat(first).containsEntry("units", 1L).containsEntry("sum_y", new BigDecimal("4.12"));
    // the second purchase is out of the conversion's window, and caps the open-ended sum
    Map<String, Object> spent =
        only(
            rows,
            "metric_key",
            "spent",
            "segment",
            "all",
            "variant_key",
            "a",
            "is_mature",
            true,
            "as_of",
            "2024-01-03T00:00:00Z");
    assertThat(spent).containsEntry("sum_y", new BigDecimal("10.00")).containsEntry("events", 2L);
    assertThat(where(rows, "metric_key", "spent", "is_mature", true))
        .extracting(row -> row.get("as_of"))
        .containsOnly(Instant.parse("2024-01-03T00:00:00Z"));
    // u1's window closes at 02:30, so 03:00 is the first mature row with a unit
    assertThat(
            where(
                rows,
                "metric_key",
                "bought",
                "segment",
                "all",
                "variant_key",
                "a",
                "is_mature",
                true,
                "units",
                1))
        .extracting(row -> row.get("as_of"))
        .first()
        .isEqualTo(Instant.parse("2024-01-01T03:00:00Z"));
    assertThat(where(rows, "segment", Segment.MISSING, "variant_key", "b", "units", 1))
        .isNotEmpty();
    assertThat(
            only(
                tables.get(Tables.JOB_PROGRESS), "job", "metrics", "as_of", "2024-01-01T03:00:00Z"))
        .containsEntry("read", 5L)
        .containsEntry("applied", 4L)
        .containsEntry("unmatched", 1L);
  }

  @Test
  void duplicatesCountOnceAndAreCounted() throws IOException {
    Map<String, List<Map<String, Object>>> tables =
        new Scenario(folder, Scenario.PLAIN)
            .exposed("u1", "a", "2024-01-01T00:30:00Z,DE")
            .bought("e1", "u1", "2024-01-01T00:40:00Z", "4.5")
            .bought("e1", "u1", "2024-01-01T00:40:00Z", "4.5")
            .bought("e1", "u1", "2024-01-01T00:35:00Z", "2.5")
            .bought("e2", "u1", "2024-01-01T00:35:00Z", "\"NaN\"")
            .bought("e3", "u1", "2024-01-01T00:35:00Z", "\"abc\"")
            .eventLine("{\"event_id\":")
            .run();
    Map<String, Object> spent =
        only(
            tables.get(Tables.VARIANT_METRICS),
            "metric_key",
            "spent",
            "segment",
            "all",
            "variant_key",
            "a",
            "as_of",
            "2024-01-01T01:00:00Z");
    assertThat(spent)
        .containsEntry("sum_y", new BigDecimal("2.50"))
        .containsEntry("events", 1L)
        .containsEntry("duplicates", 2L);
    assertThat(
            only(
                tables.get(Tables.EXPERIMENT_HEALTH),
                "job",
                "metrics",
                "variant_key",
                "a",
                "as_of",
                "2024-01-01T01:00:00Z"))
        .containsEntry("duplicates", 2L)
        .containsEntry("rejected", Map.of("VALUE_OUT_OF_RANGE", 1L));
    assertThat(only(tables.get(Tables.JOB_PROGRESS), "job", "metrics"))
        .containsEntry("read", 7L)
        .containsEntry("applied", 2L)
        .containsEntry("duplicates", 2L)
        .containsEntry("rejected", Map.of("MALFORMED", 2L, "VALUE_OUT_OF_RANGE", 1L));
  }

  @Test
  void excludedUnitsLeaveFromTheTickAtWhichTheyCrossOver() throws IOException {
    String exclude =
        Scenario.PLAIN.replace("    variants", "    crossover_policy: exclude\n    variants");
    Map<String, List<Map<String, Object>>> tables =
        new Scenario(folder, exclude)
            .exposed("u1", "a", "2024-01-01T00:30:00Z,DE")
            .exposed("u1", "b", "2024-01-01T02:15:00Z,DE")
            .bought("e1", "u1", "2024-01-01T00:40:00Z", "4.5")
            .run();
    List<Map<String, Object>> open =
        where(
            tables.get(Tables.VARIANT_METRICS),
            "metric_key",
            "spent",
            "segment",
            "all",
            "variant_key",
            "a",
            "is_mature",
            false);
    assertThat(open)
        .extracting(row -> row.get("as_of") + " " + row.get("units"))
        .containsExactly(
            "2024-01-01T00:00:00Z 0",
            "2024-01-01T01:00:00Z 1",
            "2024-01-01T03:00:00Z 0",
            "2024-01-03T00:00:00Z 0");
    assertThat(tables.get(Tables.ENROLLMENTS))
        .extracting(row -> row.get("enrollment_version") + " " + row.get("crossover_variant_key"))
        .containsExactly("1 null", "2 b");
    assertThat(
            only(
                tables.get(Tables.SRM_CHECKS),
                "epoch",
                NIL,
                "segment",
                "all",
                "as_of",
                "2024-01-03T00:00:00Z"))
        .containsEntry("units", 1L);
  }

  @Test
  void anAllocationSettlesFirst() throws IOException {
    String ramp =
        Scenario.PLAIN.replace(
            "{a: 1, b: 1}}]",
            "{a: 1, b: 1}}, {effective_at: 2024-01-01T10:07:30Z, weights: {a: 1, b: 0}}]");
    Map<String, List<Map<String, Object>>> tables =
        new Scenario(folder, ramp)
            .exposed("u1", "b", "2024-01-01T10:07:29.999Z,DE")
            .exposed("u2", "b", "2024-01-01T10:07:30Z,DE")
            .exposed("u3", "b", "2024-01-01T10:22:30Z,DE")
            .exposed("u4", "a", "2024-01-01T10:22:30Z,DE")
            .run();
    assertThat(tables.get(Tables.ENROLLMENTS))
        .extracting(row -> row.get("unit_id") + " " + row.get("epoch"))
        .containsExactly("u1 0", "u2 1", "u4 2");
    assertThat(only(tables.get(Tables.REJECTED_EVENTS), "job", "srm"))
        .containsEntry("reason", "UNKNOWN_VARIANT")
        .containsEntry("unit_id", "u3");
    assertThat(where(tables.get(Tables.SRM_CHECKS), "segment", "all", "epoch", 1))
        .extracting(row -> row.get("as_of") + " " + row.get("status"))
        .containsExactly(
            "2024-01-01T10:07:30Z SETTLING",
            "2024-01-01T11:00:00Z SETTLING",
            "2024-01-03T00:00:00Z SETTLING");
    assertThat(
            only(
                tables.get(Tables.SRM_CHECKS),
                "segment",
                "all",
                "epoch",
                NIL,
                "as_of",
                "2024-01-01T11:00:00Z"))
        .containsEntry("units", 2L)
        .containsEntry("observed", Map.of("a", 1L, "b", 1L));
  }

  @Test
  void theOrderOfLinesMeansNothing() throws IOException {
    Scenario scenario = new Scenario(folder, Scenario.PLAIN);
    for (int i = 0; i < 40; i++) {
      String unit = "u" + i % 20;
      scenario.exposed(unit, i % 3 == 0 ? "a" : "b", "2024-01-01T0" + i % 7 + ":00:00Z,DE");
      scenario.bought("e" + i % 30, unit, "2024-01-01T0" + i % 9 + ":10:00Z", i + ".25");
    }
    Map<String, List<Map<String, Object>>> once = scenario.run();
    Path exposures = folder.resolve("shuffled-exposures");
    Path events = folder.resolve("shuffled-events");
    InputShuffle.shuffleAndSplit(folder.resolve("exposures.csv"), 3, 5, exposures);
    InputShuffle.shuffleAndSplit(folder.resolve("events.ndjson"), 7, 6, events);
    Map<String, List<Map<String, Object>>> again =
        Oracle.compute(
            Oracle.Input.of(
                folder.resolve("experiments.yaml"), exposures, events, Duration.ofHours(1)));
    once.forEach(
        (table, rows) -> {
          RowComparison.Report report =
              RowComparison.compare(table, rows, again.get(table), Set.of());
          assertThat(report.isEmpty()).as(report.toString()).isTrue();
        });
  }

  @Test
  void comparisonNamesWhatDiffers() throws IOException {
    List<Map<String, Object>> expected =
        new Scenario(folder, Scenario.PLAIN)
            .exposed("u1", "a", "2024-01-01T00:30:00Z,DE")
            .exposed("u2", "a", "2024-01-01T00:30:00Z,DE")
            .run()
            .get(Tables.ENROLLMENTS);
    Map<String, Object> changed = new HashMap<>(expected.get(0));
    changed.put("variant_key", "b");
    Map<String, Object> stranger = new HashMap<>(expected.get(0));
    stranger.put("unit_id", "u3");
    RowComparison.Report report =
        RowComparison.compare(
            Tables.ENROLLMENTS, expected, List.of(changed, stranger), Set.of("epoch"));
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.extra()).isEqualTo(1);
    assertThat(report.different()).isEqualTo(1);
    assertThat(report.toString()).contains("unit_id=u1", "variant_key expected a but was b");
  }

  @Test
  void shuffledFilesHoldTheSameLines() throws IOException {
    Path file = Files.writeString(folder.resolve("in.csv"), "h1,h2\n1,a\n2,b\n3,c\n4,d\n");
    List<Path> parts = InputShuffle.shuffleAndSplit(file, 3, 11, folder.resolve("parts"));
    assertThat(parts).hasSize(3).allMatch(part -> part.toString().endsWith(".csv.gz"));
    List<String> lines = new java.util.ArrayList<>();
    for (Path part : parts) {
      try (var reader = RecordReader.open(part)) {
        assertThat(reader.readLine()).isEqualTo("h1,h2");
        reader.lines().forEach(lines::add);
      }
    }
    assertThat(lines).containsExactlyInAnyOrder("1,a", "2,b", "3,c", "4,d");
  }

  private static Epoch epoch(int... weights) {
    BigInteger[] exact = new BigInteger[weights.length];
    boolean[] mayEnroll = new boolean[weights.length];
    for (int i = 0; i < weights.length; i++) {
      exact[i] = BigInteger.valueOf(weights[i]);
      mayEnroll[i] = weights[i] > 0;
    }
    return new Epoch(0, 0, exact, BigDecimal.ONE, false, mayEnroll);
  }
}
