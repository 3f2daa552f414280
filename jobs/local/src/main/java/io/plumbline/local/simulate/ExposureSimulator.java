package io.plumbline.local.simulate;

import io.plumbline.core.assignment.Assignment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Shows one unit the variants of one experiment, as clients of a real product would. */
final class ExposureSimulator {

  private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** How long after a change of weights some clients still draw by the old ones. */
  private static final long OLD_WEIGHTS_MS = 8 * MINUTE_MS;

  private static final String HASH = "sha256";
  private static final double OLD_WEIGHTS_SHARE = 0.4;
  private static final double RAMP_CAMPAIGN_SHARE = 0.06;
  private static final double TIE_SHARE = 0.008;
  private static final double SWITCHED_OFF_SHARE = 0.02;
  private static final double AFTER_STOP_SHARE = 0.05;
  private static final double BEFORE_START_SHARE = 0.005;
  private static final double WHOLE_HOUR_SHARE = 0.02;

  private static final Comparator<Shown> ENROLLMENT_ORDER =
      Comparator.comparingLong(Shown::time).thenComparing(Shown::id);

  private final SimulationSettings settings;
  private final ShuffledLines out;
  private final Truth truth;

  ExposureSimulator(SimulationSettings settings, ShuffledLines out, Truth truth) {
    this.settings = settings;
    this.out = out;
    this.truth = truth;
  }

  /** What the unit was enrolled in, and when. */
  record Enrolled(SimulatedExperiment experiment, String variant, long time) {}

  private record Shown(String id, int variant, long time) {}

  /**
   * Writes the exposures of one unit of the experiment's unit type.
   *
   * @param deviceId the unit of a device experiment; else the device the user happens to hold
   * @return null when nothing enrolled it
   */
  Enrolled expose(Visitor visitor, String deviceId, SimulatedExperiment experiment, Dice dice)
      throws IOException {
    if (!dice.chance(experiment.participation())) {
      return null;
    }
    long first = firstTime(visitor, experiment, dice);
    long end = settings.endsAt().toEpochMilli();
    boolean stoppedBefore = first >= experiment.stopMillis();
    if (first >= end || stoppedBefore && !dice.chance(AFTER_STOP_SHARE)) {
      return null;
    }
    int variant = first(experiment, visitor, first, dice);
    if (isLost(visitor, experiment, variant, dice)) {
      truth.lose();
      return null;
    }
    List<Shown> shown = new ArrayList<>();
    shown.add(new Shown("x" + dice.hex(), variant, first));
    plantOddities(shown, experiment, variant, first, dice);
    addRepeats(shown, experiment, variant, first, dice);
    for (Shown exposure : shown) {
      boolean byDevice = experiment.unitType().equals("device");
      // a device's events name their identities in unit_ids alone, some with the user
      String userId = byDevice && dice.chance(0.5) ? "" : visitor.userId();
      out.add(
          Lines.exposure(
              exposure.id(),
              experiment.key(),
              experiment.variants().get(exposure.variant()),
              userId,
              deviceId,
              byDevice ? visitor.anonymousId() : "",
              Instant.ofEpochMilli(exposure.time()).toString(),
              visitor));
    }
    return enroll(experiment, shown);
  }

  private long firstTime(Visitor visitor, SimulatedExperiment experiment, Dice dice) {
    if (experiment.allocations().size() > 1 && dice.chance(RAMP_CAMPAIGN_SHARE)) {
      // a campaign around the change of weights: many enroll while they settle
      long change = experiment.allocations().get(1).effectiveAt().toEpochMilli();
      return change - 5 * MINUTE_MS + dice.below(1_800_000);
    }
    long from = Math.max(visitor.arrival(), experiment.startMillis());
    boolean waited = from > visitor.arrival();
    long time = from + (long) dice.exponential(waited ? DAY_MS : 2.0 * HOUR_MS);
    return dice.chance(WHOLE_HOUR_SHARE) ? time - time % HOUR_MS : time;
  }

  /** By the hash where there is one. */
  private static int first(SimulatedExperiment experiment, Visitor visitor, long time, Dice dice) {
    if (experiment.salt() == null) {
      return draw(experiment, time, dice);
    }
    double[] weights = experiment.allocations().get(experiment.allocationAt(time)).asDoubles();
    return Assignment.assign(
            visitor.userId(), experiment.salt(), HASH, experiment.variants(), weights, 1)
        .map(experiment.variants()::indexOf)
        .orElseThrow();
  }

  private static int draw(SimulatedExperiment experiment, long time, Dice dice) {
    int current = experiment.allocationAt(time);
    SimulatedExperiment.Allocation allocation = experiment.allocations().get(current);
    boolean settling = time - allocation.effectiveAt().toEpochMilli() < OLD_WEIGHTS_MS;
    if (current > 0 && settling && dice.chance(OLD_WEIGHTS_SHARE)) {
      allocation = experiment.allocations().get(current - 1);
    }
    return dice.weighted(allocation.asDoubles());
  }

  private boolean isLost(Visitor visitor, SimulatedExperiment experiment, int variant, Dice dice) {
    return experiment.key().equals(Catalogue.SRM_EXPERIMENT)
        && visitor.browser().equals(Catalogue.SRM_BROWSER)
        && variant == 1
        && dice.chance(settings.srmLoss());
  }

  private void plantOddities(
      List<Shown> shown, SimulatedExperiment experiment, int variant, long first, Dice dice) {
    int variants = experiment.variants().size();
    if (dice.chance(TIE_SHARE)) {
      // drawn by the weights as well: whichever id comes first, the split stays as planned
      int other = draw(experiment, first, dice);
      if (other != variant) {
        shown.add(new Shown("x" + dice.hex(), other, first));
        truth.plant(Simulation.EXPOSURES_FILE, "same_millisecond_ties");
      }
    }
    if (dice.chance(BEFORE_START_SHARE)) {
      long before = experiment.startMillis() - 1 - dice.below((int) DAY_MS);
      shown.add(new Shown("x" + dice.hex(), variant, before));
    }
    int last = experiment.allocations().size() - 1;
    for (int i = 0; i < variants; i++) {
      boolean off = experiment.allocations().get(last).weights()[i] == 0;
      if (off && dice.chance(SWITCHED_OFF_SHARE)) {
        // an hour after, when nobody settles any more; before the unit's first, where that is later
        long from = experiment.allocations().get(last).effectiveAt().toEpochMilli() + HOUR_MS;
        long end = Math.min(settings.endsAt().toEpochMilli(), experiment.stopMillis());
        long time = dice.between(from, first > from ? first : end);
        shown.add(new Shown("x" + dice.hex(), i, time));
        truth.plant(Simulation.EXPOSURES_FILE, "exposures_to_switched_off_variants");
      }
    }
  }

  private void addRepeats(
      List<Shown> shown, SimulatedExperiment experiment, int variant, long first, Dice dice) {
    int current = variant;
    long time = first;
    while (dice.chance(0.35)) {
      time += (long) dice.exponential(1.5 * DAY_MS);
      boolean stopped = time >= experiment.stopMillis();
      if (time >= settings.endsAt().toEpochMilli() || stopped && !dice.chance(AFTER_STOP_SHARE)) {
        return;
      }
      if (dice.chance(experiment.redraw())) {
        current = draw(experiment, time, dice);
      }
      shown.add(new Shown("x" + dice.hex(), current, time));
    }
  }

  /** The first valid exposure enrolls; counts what became of each. */
  private Enrolled enroll(SimulatedExperiment experiment, List<Shown> shown) {
    Enrolled enrolled = null;
    boolean crossedOver = false;
    for (Shown exposure : shown.stream().sorted(ENROLLMENT_ORDER).toList()) {
      String variant = experiment.variants().get(exposure.variant());
      long time = exposure.time();
      if (time < experiment.startMillis() || time >= experiment.stopMillis()) {
        truth.count(experiment.key(), "rejected_exposures", "OUTSIDE_EXPERIMENT");
        continue;
      }
      if (enrolled == null && !mayEnroll(experiment, exposure.variant(), time)) {
        truth.count(experiment.key(), "rejected_exposures", "UNKNOWN_VARIANT");
        continue;
      }
      truth.count(experiment.key(), "exposures", variant);
      if (enrolled == null) {
        enrolled = new Enrolled(experiment, variant, time);
        truth.count(experiment.key(), "units", variant);
      } else if (!crossedOver && !variant.equals(enrolled.variant())) {
        crossedOver = true;
        truth.count(experiment.key(), "crossovers", enrolled.variant());
      }
    }
    return enrolled;
  }

  /** Positive weight now; old weights are only ever drawn while these settle. */
  private static boolean mayEnroll(SimulatedExperiment experiment, int variant, long time) {
    return weight(experiment, variant, time) > 0
        || weight(experiment, variant, time - OLD_WEIGHTS_MS) > 0;
  }

  private static int weight(SimulatedExperiment experiment, int variant, long time) {
    return experiment.allocations().get(experiment.allocationAt(time)).weights()[variant];
  }
}
