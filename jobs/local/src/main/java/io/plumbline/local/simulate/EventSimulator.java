package io.plumbline.local.simulate;

import io.plumbline.local.simulate.ExposureSimulator.Enrolled;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one user does: a Poisson process for each event name, whose rate the variants change from
 * the enrollment on; with redeliveries and contradictions planted.
 */
final class EventSimulator {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long FIVE_DAYS_MS = 5 * DAY_MS;
  private static final double EXACT_DUPLICATE_SHARE = 0.01;
  private static final double CONFLICT_SHARE = 0.004;
  private static final double BOUNDARY_SHARE = 0.02;
  private static final List<String> PAYMENTS = List.of("card", "card", "paypal", "invoice");

  /**
   * Values that contradict each other differ in a digit: how a whole number is written decides
   * nothing.
   */
  private static final Pattern FRACTION = Pattern.compile("\\d+\\.\\d*[1-9]");

  private final SimulationSettings settings;
  private final ShuffledLines out;
  private final Truth truth;

  EventSimulator(SimulationSettings settings, ShuffledLines out, Truth truth) {
    this.settings = settings;
    this.out = out;
    this.truth = truth;
  }

  void act(Visitor visitor, List<Enrolled> enrolled, Dice dice) throws IOException {
    long end = settings.endsAt().toEpochMilli();
    for (Map.Entry<String, Double> rate : Catalogue.EVENTS_PER_DAY.entrySet()) {
      double highest = factor(enrolled, rate.getKey(), Long.MAX_VALUE, true);
      double perDay = rate.getValue() * visitor.activity() * highest;
      double time = visitor.arrival() + dice.exponential(DAY_MS / perDay);
      while (time < end) {
        long at = (long) time;
        // thinning: the process of the highest rate, each event kept with the share that holds now
        if (dice.chance(factor(enrolled, rate.getKey(), at, false) / highest)) {
          emit(visitor, event(visitor, rate.getKey(), at, enrolled, dice), dice);
        }
        time += dice.exponential(DAY_MS / perDay);
      }
    }
    for (Enrolled enrollment : enrolled) {
      if (dice.chance(BOUNDARY_SHARE)) {
        actOnBoundaries(visitor, enrollment, enrolled, dice);
      }
    }
    for (Enrolled enrollment : enrolled) {
      double spoiled = enrollment.experiment().spoiled(enrollment.variant());
      if (spoiled > 0 && dice.chance(spoiled)) {
        spoil(visitor, enrollment, enrolled, dice);
      }
    }
  }

  /** A purchase with an amount that no sum can hold, within five days of the enrollment. */
  private void spoil(Visitor visitor, Enrolled enrollment, List<Enrolled> enrolled, Dice dice)
      throws IOException {
    long end = Math.min(enrollment.time() + FIVE_DAYS_MS, settings.endsAt().toEpochMilli());
    long time = dice.between(enrollment.time(), end);
    out.add(event(visitor, "purchase", time, enrolled, dice).withValue("1e300").json());
    truth.plant(Simulation.EVENTS_FILE, "values_out_of_range_of_one_variant");
  }

  /** Events at the very first and the first excluded instants of windows. */
  private void actOnBoundaries(
      Visitor visitor, Enrolled enrollment, List<Enrolled> enrolled, Dice dice) throws IOException {
    long from = enrollment.time();
    long[] boundaries = {from - 1, from, from + FIVE_DAYS_MS - 1, from + FIVE_DAYS_MS};
    for (long time : boundaries) {
      if (time < settings.endsAt().toEpochMilli() && dice.chance(0.5)) {
        emit(visitor, event(visitor, "purchase", time, enrolled, dice), dice);
        truth.plant(Simulation.EVENTS_FILE, "on_window_boundaries");
      }
    }
    if (from + DAY_MS < settings.endsAt().toEpochMilli()) {
      emit(visitor, event(visitor, "session", from + DAY_MS, enrolled, dice), dice);
      truth.plant(Simulation.EVENTS_FILE, "on_window_boundaries");
    }
  }

  private Lines.Event event(
      Visitor visitor, String name, long time, List<Enrolled> enrolled, Dice dice) {
    String device =
        visitor.devices().isEmpty() || dice.chance(0.1) ? "" : dice.any(visitor.devices());
    String userId = !device.isEmpty() && dice.chance(0.02) ? "" : visitor.userId();
    Map<String, String> attributes =
        switch (name) {
          case "purchase" -> Map.of("payment", dice.any(PAYMENTS));
          case "search" -> Map.of("query", "red \"shoes\", size " + (36 + dice.below(10)));
          default -> Map.of();
        };
    String id = dice.chance(0.002) ? "" : "e" + dice.hex();
    return new Lines.Event(
        id, name, time, userId, device, value(name, time, enrolled, dice), attributes);
  }

  /** JSON text, or null for an event without a value. */
  private static String value(String name, long time, List<Enrolled> enrolled, Dice dice) {
    double ratio = factor(enrolled, name + Catalogue.VALUE, time, false);
    if (name.equals("purchase")) {
      double amount = dice.lognormal(Catalogue.PURCHASE_MU, Catalogue.PURCHASE_SIGMA) * ratio;
      if (dice.chance(Catalogue.WHALE_SHARE)) {
        amount *= Catalogue.WHALE_FACTOR;
      }
      if (dice.chance(0.01)) {
        // half a cent: rounds to even
        return decimal((long) (amount * 100) * 10 + 5, 3);
      }
      return dice.chance(0.01) ? "null" : decimal((long) (amount * 100), 2);
    }
    if (name.equals("image_load")) {
      return decimal((long) (dice.lognormal(0, Catalogue.IMAGE_SECONDS_SIGMA) * ratio * 1000), 3);
    }
    return null;
  }

  private void emit(Visitor visitor, Lines.Event event, Dice dice) throws IOException {
    String line = event.json();
    out.add(line);
    if (dice.chance(EXACT_DUPLICATE_SHARE)) {
      out.add(line);
      truth.plant(Simulation.EVENTS_FILE, "exact_duplicates");
    }
    if (!event.id().isEmpty() && dice.chance(CONFLICT_SHARE)) {
      boolean otherValue = event.value() != null && dice.chance(0.5);
      if (otherValue && !FRACTION.matcher(event.value()).matches()) {
        return;
      }
      Lines.Event conflict =
          otherValue
              ? event.withValue(decimal(dice.below(9_000) * 10L + 1, 2))
              : event.withTime(dice.between(visitor.arrival(), settings.endsAt().toEpochMilli()));
      if (!conflict.equals(event)) {
        out.add(conflict.json());
        truth.plant(Simulation.EVENTS_FILE, "conflicting_duplicates");
      }
    }
  }

  /** Product of the variants' factors at a time, or the highest it can become. */
  private static double factor(List<Enrolled> enrolled, String name, long time, boolean highest) {
    double product = 1;
    for (Enrolled enrollment : enrolled) {
      double ratio = enrollment.experiment().rateRatio(enrollment.variant(), name);
      if (highest) {
        product *= Math.max(1, ratio);
      } else if (time >= enrollment.time()) {
        product *= ratio;
      }
    }
    return product;
  }

  private static String decimal(long unscaled, int scale) {
    return BigDecimal.valueOf(unscaled, scale).toPlainString();
  }
}
