package io.plumbline.operators.bundle;

import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.units;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may throw anything when closed
class BundleOperatorTest {

  private static OneInputStreamOperatorTestHarness<Contribution, Contribution> open(int maxKeys)
      throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<Contribution, Contribution>(
            new BundleOperator<>(new ContributionFold(TIMING), maxKeys));
    harness.open();
    return harness;
  }

  @Test
  void recordsOfOneKeyAreOneAtTheWatermark() throws Exception {
    try (var harness = open(100)) {
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      harness.processElement(units(ONE_MINUTE_LATER, 0, 3), START + 1);
      assertThat(harness.getOutput()).isEmpty();
      harness.processWatermark(START + 5);

      assertThat(harness.getOutput())
          .containsExactly(
              new StreamRecord<>(units(ONE_MINUTE_LATER, 0, 5), ONE_MINUTE_LATER - 1),
              new Watermark(START + 5));
    }
  }

  @Test
  void recordsOfSeveralKeysStayApart() throws Exception {
    try (var harness = open(100)) {
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      harness.processElement(units(ONE_MINUTE_LATER, 1, 2), START);
      harness.processElement(units(TWO_MINUTES_LATER, 0, 2), START);
      harness.endInput();

      assertThat(harness.extractOutputValues())
          .containsExactlyInAnyOrder(
              units(ONE_MINUTE_LATER, 0, 2),
              units(ONE_MINUTE_LATER, 1, 2),
              units(TWO_MINUTES_LATER, 0, 2));
    }
  }

  @Test
  void nothingIsHeldAcrossABarrier() throws Exception {
    try (var harness = open(100)) {
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      harness.prepareSnapshotPreBarrier(1);

      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void soManyKeysAreHeldAndNoMore() throws Exception {
    try (var harness = open(2)) {
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(units(ONE_MINUTE_LATER, 1, 2), START);

      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void whatCancelsOutIsNotPassedOn() throws Exception {
    try (var harness = open(100)) {
      harness.processElement(units(ONE_MINUTE_LATER, 0, 2), START);
      harness.processElement(units(ONE_MINUTE_LATER, 0, -2), START);
      harness.endInput();

      assertThat(harness.getOutput()).isEmpty();
    }
  }

  @Test
  void whatIsFoldedIsACopy() throws Exception {
    Contribution first = units(ONE_MINUTE_LATER, 0, 2);
    try (var harness = open(100)) {
      harness.processElement(first, START);
      harness.processElement(units(ONE_MINUTE_LATER, 0, 3), START);
    }

    assertThat(first).isEqualTo(units(ONE_MINUTE_LATER, 0, 2));
  }

  @Property(tries = 60)
  void whereItIsCutMakesNoDifference(
      @ForAll @Size(max = 30) List<@IntRange(min = -9, max = 99) Integer> counts,
      @ForAll @IntRange(min = 1, max = 9) int cut,
      @ForAll @IntRange(min = 1, max = 6) int maxKeys)
      throws Exception {
    Map<Object, Long> expected = new TreeMap<>();
    Map<Object, Long> found = new TreeMap<>();
    try (var harness = open(maxKeys)) {
      for (int i = 0; i < counts.size(); i++) {
        Contribution contribution =
            units(START + 60_000L * (counts.get(i) & 3), i % 2, counts.get(i));
        add(expected, contribution);
        harness.processElement(contribution, START);
        if (i % cut == 0) {
          harness.prepareSnapshotPreBarrier(i);
        }
      }
      harness.endInput();
      harness.extractOutputValues().forEach(c -> add(found, c));
    }

    expected.values().removeIf(n -> n == 0);
    found.values().removeIf(n -> n == 0);
    assertThat(found).isEqualTo(expected);
  }

  private static void add(Map<Object, Long> sums, Contribution c) {
    sums.merge(c.instant() + " " + c.cell(), c.amount().units(), Long::sum);
  }

  @Test
  void countsOfOneFateAreAddedUp() throws Exception {
    RecordCount two = new RecordCount(START, "t", 0, 7, Disposition.APPLIED, null, 2);
    RecordCount other = new RecordCount(START, "t", 0, 7, Disposition.UNMATCHED, null, 1);
    try (var harness =
        new OneInputStreamOperatorTestHarness<RecordCount, RecordCount>(
            new BundleOperator<>(new RecordCountFold(), 100))) {
      harness.open();
      harness.processElement(two, START);
      harness.processElement(other, START);
      harness.processElement(two, START);
      harness.endInput();

      assertThat(harness.extractOutputValues())
          .containsExactlyInAnyOrder(
              new RecordCount(START, "t", 0, 7, Disposition.APPLIED, null, 4), other);
    }
  }
}
