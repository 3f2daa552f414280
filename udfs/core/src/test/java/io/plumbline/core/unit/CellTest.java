package io.plumbline.core.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Cells that write out their equality: every component tells them apart. */
class CellTest {

  @Test
  void unitsAreEqualInAllComponentsOnly() {
    areEqualInAllOnly(
        new Cell.Units(1, "os", "new", 2, 3, 4),
        new Cell.Units(1, "os", "new", 2, 3, 4),
        List.of(
            new Cell.Units(0, "os", "new", 2, 3, 4),
            new Cell.Units(1, "so", "new", 2, 3, 4),
            new Cell.Units(1, "os", "old", 2, 3, 4),
            new Cell.Units(1, "os", "new", 0, 3, 4),
            new Cell.Units(1, "os", "new", 2, 0, 4),
            new Cell.Units(1, "os", "new", 2, 3, 0)));
  }

  @Test
  void metricsAreEqualInAllComponentsOnly() {
    areEqualInAllOnly(
        new Cell.Metric(1, 2, "os", "new", 3, true),
        new Cell.Metric(1, 2, "os", "new", 3, true),
        List.of(
            new Cell.Metric(0, 2, "os", "new", 3, true),
            new Cell.Metric(1, 0, "os", "new", 3, true),
            new Cell.Metric(1, 2, "so", "new", 3, true),
            new Cell.Metric(1, 2, "os", "old", 3, true),
            new Cell.Metric(1, 2, "os", "new", 0, true),
            new Cell.Metric(1, 2, "os", "new", 3, false)));
  }

  @Test
  void countersAreEqualInAllComponentsOnly() {
    areEqualInAllOnly(
        new Cell.Health(-1, "late"),
        new Cell.Health(-1, "late"),
        List.of(new Cell.Health(0, "late"), new Cell.Health(-1, "duplicates")));
  }

  private static void areEqualInAllOnly(Cell cell, Cell same, List<? extends Cell> others) {
    assertThat(cell).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(new Cell.Mismatch(1));
    assertThat(others).noneMatch(cell::equals).doesNotHaveDuplicates();
    // twice the same hash would make a slow table of one that is looked into for every event
    assertThat(others.stream().map(Object::hashCode)).doesNotContain(cell.hashCode());
  }
}
