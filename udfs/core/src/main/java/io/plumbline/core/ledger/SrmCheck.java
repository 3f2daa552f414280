package io.plumbline.core.ledger;

import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Openings;
import java.util.Map;

/**
 * A row of {@code srm_checks}.
 *
 * @param epoch null: all tested epochs combined
 * @param logEAlarm on the combined (all, all) row; else null
 * @param eBhRejected on the combined rows of segments; else null
 * @param status HEALTHY, WARNED, OPENED, ESCALATED on the combined (all, all) row; elsewhere
 *     HEALTHY, REJECTED or SETTLING
 * @param findings where a mismatch comes from, on the combined (all, all) row; else null
 */
public record SrmCheck(
    String experimentKey,
    Integer epoch,
    SegmentKey segment,
    long asOf,
    Map<String, Long> observed,
    Map<String, Double> expected,
    long units,
    double logEValue,
    Double logEAlarm,
    double anytimePValue,
    Double chiSquared,
    Integer chiSquaredDf,
    Double chiSquaredP,
    Boolean eBhRejected,
    String status,
    Findings findings,
    String configVersion) {

  /** The same, knowing how the other experiments stand at its instant. */
  public SrmCheck given(Openings openings) {
    return new SrmCheck(
        experimentKey,
        epoch,
        segment,
        asOf,
        observed,
        expected,
        units,
        logEValue,
        logEAlarm,
        anytimePValue,
        chiSquared,
        chiSquaredDf,
        chiSquaredP,
        eBhRejected,
        status,
        findings == null ? null : findings.given(openings),
        configVersion);
  }

  /** Whether the other experiments have a say in what it tells. */
  public boolean dependsOnOthers() {
    return findings != null && findings.dependOnOthers();
  }
}
