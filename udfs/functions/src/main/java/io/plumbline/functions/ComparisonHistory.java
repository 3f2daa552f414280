package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.EpochPair;
import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.functions.CompareVariants.PublishedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.types.Row;

/** One treatment against its control, played again from published rows in order of time. */
final class ComparisonHistory {

  static final String TYPE =
      "ARRAY<ROW<as_of TIMESTAMP_LTZ(6), control_units BIGINT, treatment_units BIGINT,"
          + " control_mean DOUBLE, treatment_mean DOUBLE, difference DOUBLE, difference_se DOUBLE,"
          + " difference_df DOUBLE, difference_lower DOUBLE, difference_upper DOUBLE,"
          + " difference_p_value DOUBLE, lift DOUBLE, lift_se DOUBLE, lift_lower DOUBLE,"
          + " lift_upper DOUBLE, lift_p_value DOUBLE, lift_reliable BOOLEAN,"
          + " anytime_log_e_value DOUBLE, anytime_difference_lower DOUBLE,"
          + " anytime_difference_upper DOUBLE, anytime_lift_lower DOUBLE,"
          + " anytime_lift_upper DOUBLE, callable BOOLEAN, anytime_difference_p_value DOUBLE,"
          + " anytime_difference_running_lower DOUBLE, anytime_difference_running_upper DOUBLE,"
          + " pass_lower DOUBLE, pass_upper DOUBLE, harm_lower DOUBLE, harm_upper DOUBLE>>";

  private static final int FIELDS = 30;

  /** What an epoch plans comes before what it counted, and that before the question for it. */
  private static final Comparator<PublishedRow> IN_ORDER =
      Comparator.<PublishedRow, Instant>comparing(row -> row.asOf)
          .thenComparing(row -> row.epoch == null ? 2 : row.units == null ? 0 : 1);

  private final TreeMap<Integer, PublishedRow> controls = new TreeMap<>();
  private final TreeMap<Integer, PublishedRow> treatments = new TreeMap<>();
  private final List<Row> history = new ArrayList<>();
  private PublishedRow latest;
  private PairResult pair;
  private Instant nextLook;
  private Double pValue;
  private Double lower;
  private Double upper;

  private ComparisonHistory() {}

  static List<Row> of(List<PublishedRow> rows) {
    List<PublishedRow> ordered = new ArrayList<>(rows);
    ordered.sort(IN_ORDER);
    ComparisonHistory history = new ComparisonHistory();
    for (int begin = 0, end; begin < ordered.size(); begin = end) {
      end = begin + 1;
      while (end < ordered.size() && ordered.get(end).asOf.equals(ordered.get(begin).asOf)) {
        end++;
      }
      history.advance(ordered.subList(begin, end));
    }
    if (history.nextLook != null) {
      history.lookAndShow(history.nextLook);
    }
    return history.history;
  }

  /** Through the rows of one instant. */
  private void advance(List<PublishedRow> rows) {
    Instant now = rows.get(0).asOf;
    if (nextLook != null && nextLook.isBefore(now)) {
      lookAndShow(nextLook);
    }
    for (PublishedRow row : rows) {
      apply(row);
    }
    if (now.equals(nextLook)) {
      lookAndShow(now);
    } else if (latest.epoch == null) {
      show(now);
    }
  }

  private void apply(PublishedRow row) {
    latest = row;
    if (row.epoch == null) {
      return;
    }
    TreeMap<Integer, PublishedRow> side = row.isControl ? controls : treatments;
    if (row.units == null) {
      side.putIfAbsent(row.epoch, row);
    } else {
      side.put(row.epoch, row);
      nextLook = row.lookAt;
    }
    pair = null;
  }

  private void lookAndShow(Instant at) {
    nextLook = null;
    PairResult now = pair();
    if (now.callable() && now.anytime() != null) {
      double p = now.anytime().pValue();
      Interval interval = now.anytime().difference();
      pValue = pValue == null ? p : Math.min(pValue, p);
      lower = lower == null ? interval.lower() : Math.max(lower, interval.lower());
      upper = upper == null ? interval.upper() : Math.min(upper, interval.upper());
    }
    show(at);
  }

  private PairResult pair() {
    if (pair == null) {
      pair = PairAnalysis.analyse(epochs(), latest.range(), latest.alpha, latest.plannedUnits);
    }
    return pair;
  }

  /** In order of time; an epoch that plans only one of both compares nothing. */
  private List<EpochPair> epochs() {
    List<EpochPair> epochs = new ArrayList<>();
    controls.forEach(
        (epoch, control) -> {
          PublishedRow treatment = treatments.get(epoch);
          if (treatment != null && control.plannedWeight > 0 && treatment.plannedWeight > 0) {
            double share =
                (double) treatment.plannedWeight
                    / ((double) treatment.plannedWeight + (double) control.plannedWeight);
            epochs.add(new EpochPair(arm(control), arm(treatment), share));
          }
        });
    return epochs;
  }

  private static Arm arm(PublishedRow row) {
    return new Arm(units(row), row.sumY, row.m2Y, row.nonzeroUnits);
  }

  private static long units(PublishedRow row) {
    return row.units == null ? 0 : row.units;
  }

  private static long units(TreeMap<Integer, PublishedRow> side) {
    return side.values().stream().mapToLong(ComparisonHistory::units).sum();
  }

  private void show(Instant at) {
    Fields fields = new Fields();
    fields.add(at);
    fields.add(units(controls));
    fields.add(units(treatments));
    fields.add(pair().controlMean());
    fields.add(pair().treatmentMean());
    Estimate difference = pair().difference();
    fields.add(difference == null ? null : difference.estimate());
    fields.add(difference == null ? null : difference.standardError());
    fields.add(difference == null ? null : difference.df());
    fields.add(difference == null ? null : difference.lowerBound());
    fields.add(difference == null ? null : difference.upperBound());
    fields.add(difference == null ? null : difference.pValue());
    Estimate lift = pair().lift();
    fields.add(lift == null ? null : lift.estimate());
    fields.add(lift == null ? null : lift.standardError());
    fields.add(lift == null ? null : lift.lowerBound());
    fields.add(lift == null ? null : lift.upperBound());
    fields.add(lift == null ? null : lift.pValue());
    fields.add(lift == null ? null : pair().liftReliable());
    PairResult.AnytimePair anytime = pair().anytime();
    fields.add(anytime == null ? null : anytime.logE());
    addBounds(fields, anytime == null ? null : anytime.difference());
    addBounds(fields, anytime == null ? null : anytime.lift());
    fields.add(pair().callable());
    fields.add(pValue);
    fields.add(lower);
    fields.add(upper);
    addGuardrail(fields);
    history.add(fields.row);
  }

  private static void addBounds(Fields fields, Interval bounds) {
    fields.add(bounds == null ? null : bounds.lower());
    fields.add(bounds == null ? null : bounds.upper());
  }

  /** A guardrail passes at alpha and harms at alpha shared by the guardrails. */
  private void addGuardrail(Fields fields) {
    boolean isAsked = latest.epoch == null && latest.guardrails > 0;
    addOneSided(fields, isAsked ? (Double) latest.alpha : null);
    addOneSided(fields, isAsked ? (Double) (latest.alpha / latest.guardrails) : null);
  }

  private void addOneSided(Fields fields, Double alpha) {
    OneSidedBounds bounds =
        alpha == null
            ? null
            : PairAnalysis.oneSidedLift(epochs(), latest.range(), alpha, latest.plannedUnits);
    fields.add(bounds == null ? null : bounds.lower());
    fields.add(bounds == null ? null : bounds.upper());
  }

  /** A row that fills from the left. */
  private static final class Fields {
    private final Row row = new Row(FIELDS);
    private int next;

    void add(Object value) {
      row.setField(next++, value);
    }
  }
}
