package io.plumbline.operators.codec;

import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import java.util.Arrays;
import java.util.List;

/** Suspects as elements of a column, in the order of its fields. */
final class SuspectRows {
  private SuspectRows() {}

  static List<List<Object>> of(Findings findings) {
    return findings.suspects().stream().map(SuspectRows::of).toList();
  }

  private static List<Object> of(Suspect suspect) {
    return Arrays.asList(
        suspect.cause().name(),
        suspect.dimension(),
        suspect.segment(),
        suspect.variantKey(),
        suspect.missingUnits(),
        suspect.unitsShare(),
        suspect.heterogeneityPValue(),
        suspect.logEValue(),
        suspect.since() == null ? null : suspect.since().toString(),
        suspect.evidence());
  }
}
