package io.plumbline.core.ledger;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.ExclusionTest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;

/**
 * One test of what should be as even as the split.
 *
 * @param exclusion what it is about with EXCLUSION_IMBALANCE; else null
 * @param from the first variant of a pair with CROSSOVER_IMBALANCE; else 0
 * @param to the second, which comes after it in configured order
 */
record ImbalanceTest(ExperimentAlertType type, ExclusionTest exclusion, int from, int to)
    implements Comparable<ImbalanceTest> {

  static final ImbalanceTest MISMATCH =
      new ImbalanceTest(ExperimentAlertType.ASSIGNMENT_MISMATCH, null, 0, 0);

  private static final Comparator<ImbalanceTest> ORDER =
      Comparator.comparing(ImbalanceTest::type)
          .thenComparing(ImbalanceTest::exclusion, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingInt(ImbalanceTest::from)
          .thenComparingInt(ImbalanceTest::to);

  static ImbalanceTest of(ExclusionTest exclusion) {
    return new ImbalanceTest(ExperimentAlertType.EXCLUSION_IMBALANCE, exclusion, 0, 0);
  }

  static ImbalanceTest ofPair(int first, int second) {
    return new ImbalanceTest(ExperimentAlertType.CROSSOVER_IMBALANCE, null, first, second);
  }

  /**
   * Whether a job has it in its rows and alerts: each thing is told by one job.
   *
   * @param withMetrics whether the job reads metric events, and tells of them alone
   */
  boolean isToldBy(boolean withMetrics) {
    return (exclusion != null && exclusion.isOfMetricEvents()) == withMetrics;
  }

  /** What rows call it. */
  String name(ExperimentPlan plan) {
    if (exclusion != null) {
      return type + ":" + exclusion.reason();
    }
    return equals(MISMATCH)
        ? type.name()
        : type + ":" + plan.variantKey(from) + "/" + plan.variantKey(to);
  }

  /**
   * The incident of a process.
   *
   * @param process how often the tests have been begun anew
   */
  String alertId(ExperimentPlan plan, int process) {
    if (exclusion != null) {
      String what = exclusion.name().toLowerCase(Locale.ROOT).replace('_', '-');
      return ExperimentAlert.id(type, plan.key(), what, process);
    }
    return equals(MISMATCH)
        ? ExperimentAlert.id(type, plan.key(), process)
        : ExperimentAlert.id(type, plan.key(), plan.variantKey(from), plan.variantKey(to), process);
  }

  /** Why nothing can be concluded where it has rejected, without figures; null: it can. */
  String doubt(ExperimentPlan plan) {
    if (exclusion != null) {
      return "%s left out as %s do not fall on the variants as their units do: %s"
          .formatted(
              exclusion.isOfMetricEvents() ? "metric events" : "exposures",
              exclusion.reason(),
              "the groups cannot be compared until it is explained");
    }
    return equals(MISMATCH)
        ? null
        : "crossovers between %s and %s go one way more than the other: %s"
            .formatted(
                plan.variantKey(from),
                plan.variantKey(to),
                "the groups cannot be compared until it is explained");
  }

  @Override
  public int compareTo(ImbalanceTest other) {
    return ORDER.compare(this, other);
  }

  void write(DataOutput out) throws IOException {
    LedgerData.writeString(type.name(), out);
    LedgerData.writeString(exclusion == null ? "" : exclusion.name(), out);
    out.writeInt(from);
    out.writeInt(to);
  }

  static ImbalanceTest read(DataInput in) throws IOException {
    ExperimentAlertType type = ExperimentAlertType.valueOf(LedgerData.readString(in));
    String exclusion = LedgerData.readString(in);
    return new ImbalanceTest(
        type,
        exclusion.isEmpty() ? null : ExclusionTest.valueOf(exclusion),
        in.readInt(),
        in.readInt());
  }
}
