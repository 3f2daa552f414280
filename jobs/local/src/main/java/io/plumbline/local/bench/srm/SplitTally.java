package io.plumbline.local.bench.srm;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.LedgerOutput;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a ledger has said of a split so far. */
final class SplitTally implements LedgerOutput {
  private final Set<AlertStatus> told = EnumSet.noneOf(AlertStatus.class);
  private Findings whenOpened = Findings.NOTHING;
  private Findings lately = Findings.NOTHING;
  private boolean isNamed;
  private long rows;

  boolean hasTold(AlertStatus status) {
    return told.contains(status);
  }

  /** The likeliest cause by the alert that opened first. */
  Optional<Suspect> suspectWhenOpened() {
    return whenOpened.leading();
  }

  /** The likeliest cause by the last row of the whole. */
  Optional<Suspect> suspectLately() {
    return lately.leading();
  }

  /** Whether a segment was ever rejected. */
  boolean hasNamed() {
    return isNamed;
  }

  /** How many rows were published. */
  long rows() {
    return rows;
  }

  @Override
  public void srmCheck(SrmCheck row) {
    rows++;
    isNamed |= Boolean.TRUE.equals(row.eBhRejected());
    if (row.findings() != null) {
      lately = row.findings();
    }
  }

  @Override
  public void health(ExperimentHealth row) {
    rows++;
  }

  @Override
  public void variantMetric(VariantMetric row) {
    rows++;
  }

  @Override
  public void metricResult(MetricResult row) {
    rows++;
  }

  @Override
  public void experimentAlert(ExperimentAlert alert) {}

  @Override
  public void srmAlert(SrmAlert alert) {
    if (told.add(alert.status()) && alert.status() == AlertStatus.OPENED) {
      whenOpened = alert.evidence().findings();
    }
  }
}
