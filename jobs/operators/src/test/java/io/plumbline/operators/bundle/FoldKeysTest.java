package io.plumbline.operators.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Disposition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that write out their equality: every component tells them apart. */
class FoldKeysTest {

  @Test
  void contributionsAreAddedUpWhereAllComponentsAreEqual() {
    areEqualInAllOnly(
        new ContributionFold.Key("a", 1, new Cell.Mismatch(1)),
        new ContributionFold.Key("a", 1, new Cell.Mismatch(1)),
        List.of(
            new ContributionFold.Key("b", 1, new Cell.Mismatch(1)),
            new ContributionFold.Key("a", 0, new Cell.Mismatch(1)),
            new ContributionFold.Key("a", 1, new Cell.Mismatch(0))));
  }

  @Test
  void recordsAreCountedTogetherWhereAllComponentsAreEqual() {
    areEqualInAllOnly(
        new RecordCountFold.Key(1, "t", 2, Disposition.REJECTED, RejectReason.TOO_LATE),
        new RecordCountFold.Key(1, "t", 2, Disposition.REJECTED, RejectReason.TOO_LATE),
        List.of(
            new RecordCountFold.Key(0, "t", 2, Disposition.REJECTED, RejectReason.TOO_LATE),
            new RecordCountFold.Key(1, "u", 2, Disposition.REJECTED, RejectReason.TOO_LATE),
            new RecordCountFold.Key(1, "t", 0, Disposition.REJECTED, RejectReason.TOO_LATE),
            new RecordCountFold.Key(1, "t", 2, Disposition.APPLIED, RejectReason.TOO_LATE),
            new RecordCountFold.Key(1, "t", 2, Disposition.REJECTED, RejectReason.MALFORMED),
            new RecordCountFold.Key(1, "t", 2, Disposition.REJECTED, null)));
  }

  private static void areEqualInAllOnly(Object key, Object same, List<?> others) {
    assertThat(key).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("key");
    assertThat(others).doesNotHaveDuplicates().noneMatch(key::equals);
    assertThat(others.stream().map(Object::hashCode)).doesNotContain(key.hashCode());
  }
}
