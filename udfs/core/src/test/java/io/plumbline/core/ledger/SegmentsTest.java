package io.plumbline.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private final Segments segments = new Segments();

  private void admit(String dimension, String... values) {
    List<Contribution> contributions = new ArrayList<>();
    for (String value : values) {
      contributions.add(units(dimension, value, 1));
    }
    segments.admit(contributions);
  }

  private static Contribution units(String dimension, String value, long units) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(units);
    return new Contribution("x", 0, new Cell.Units(0, dimension, value, 0, 0, 0), amount);
  }

  private static List<String> names(int from, int until) {
    List<String> names = new ArrayList<>();
    for (int i = from; i < until; i++) {
      names.add(String.format("v%02d", i));
    }
    return names;
  }

  @Test
  void theWholeIsAlwaysItself() {
    assertThat(segments.of(Cell.ALL, Cell.ALL)).isEqualTo(SegmentKey.WHOLE);
  }

  @Test
  void fiftyValuesOfADimensionAreAdmittedAndTheRestIsOther() {
    admit("city", names(0, 50).toArray(String[]::new));
    admit("city", "a");

    assertThat(segments.of("city", "v49")).isEqualTo(new SegmentKey("city", "v49"));
    assertThat(segments.of("city", "a")).isEqualTo(new SegmentKey("city", "__other__"));
  }

  @Test
  void withinAnInstantTheNameDecides() {
    List<String> shuffled = names(0, 60);
    Collections.reverse(shuffled);
    admit("city", shuffled.toArray(String[]::new));

    assertThat(segments.of("city", "v49").segment()).isEqualTo("v49");
    assertThat(segments.of("city", "v50").segment()).isEqualTo(Cell.OTHER);
  }

  @Test
  void anEarlierInstantComesFirstWhateverTheName() {
    admit("city", "zzz");
    admit("city", names(0, 50).toArray(String[]::new));

    assertThat(segments.of("city", "zzz").segment()).isEqualTo("zzz");
    assertThat(segments.of("city", "v48").segment()).isEqualTo("v48");
    assertThat(segments.of("city", "v49").segment()).isEqualTo(Cell.OTHER);
  }

  @Test
  void eachDimensionHasItsOwnPlaces() {
    admit("city", names(0, 50).toArray(String[]::new));
    admit("os", "ios");

    assertThat(segments.of("os", "ios").segment()).isEqualTo("ios");
  }

  @Test
  void aMissingAttributeTakesAPlaceLikeAnyOther() {
    admit("city", names(0, 50).toArray(String[]::new));
    admit("city", Cell.MISSING);
    assertThat(segments.of("city", Cell.MISSING).segment()).isEqualTo(Cell.OTHER);

    admit("os", Cell.MISSING);
    assertThat(segments.of("os", Cell.MISSING).segment()).isEqualTo(Cell.MISSING);
  }

  @Test
  void aUnitThatLeavesAdmitsNothing() {
    segments.admit(List.of(units("os", "ios", -1)));

    assertThat(segments.of("os", "ios").segment()).isEqualTo(Cell.OTHER);
  }
}
