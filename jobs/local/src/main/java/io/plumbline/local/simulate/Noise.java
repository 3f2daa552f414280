package io.plumbline.local.simulate;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Lines that no clean stream would hold, each counted: broken ones, and ones about nothing. */
final class Noise {

  private static final int UNITS_PER_LINE = 1_000;
  private static final int LONG_ID_LENGTH = 1_000_000;
  private static final Visitor NOBODY =
      new Visitor("", "", List.of(), "DE", "chrome", "Berlin", 0, 1);

  private final SimulationSettings settings;
  private final ShuffledLines exposures;
  private final ShuffledLines events;
  private final Truth truth;
  private final Dice dice;

  Noise(SimulationSettings settings, ShuffledLines exposures, ShuffledLines events, Truth truth) {
    this.settings = settings;
    this.exposures = exposures;
    this.events = events;
    this.truth = truth;
    this.dice = new Dice(settings.seed(), -1);
  }

  void write(List<SimulatedExperiment> experiments) throws IOException {
    int each = 2 + settings.units() / UNITS_PER_LINE;
    for (int i = 0; i < each; i++) {
      writeBrokenExposures(experiments.get(dice.below(experiments.size())));
      writeBrokenEvents();
      writeOddExposures(experiments);
      writeOddEvents();
    }
    String longId = "u" + "9".repeat(LONG_ID_LENGTH);
    exposure("malformed_long_unit_id", experiments.get(0).key(), "control", longId, time());
    event("malformed_long_unit_id", json("purchase", longId, "9.75"));
  }

  private void writeBrokenExposures(SimulatedExperiment experiment) throws IOException {
    String key = experiment.key();
    String variant = experiment.variants().get(0);
    exposure("malformed_bad_timestamp", key, variant, user(), "last tuesday");
    exposure("malformed_year_1", key, variant, user(), "0001-01-01T00:00:00Z");
    exposure("malformed_year_9999", key, variant, user(), "9999-12-31T23:59:59.999Z");
    exposure("malformed_no_time", key, variant, user(), "");
    exposure("malformed_no_unit", key, variant, "", time());
    exposure("malformed_no_experiment", "", variant, user(), time());
    exposure("malformed_no_variant", key, "", user(), time());
    exposures.add("x" + dice.hex() + "," + key + "," + variant);
    truth.plant(Simulation.EXPOSURES_FILE, "malformed_cut_short");
  }

  private void writeBrokenEvents() throws IOException {
    Lines.Event event = json("purchase", user(), "12.25");
    String line = event.json();
    event("malformed_cut_short", line.substring(0, line.length() / 2));
    event("malformed_not_json", "ERROR upstream timed out");
    event("malformed_bad_timestamp", event.json("2024-13-45T99:00:00Z"));
    event("malformed_year_1", event.json("0001-01-01T00:00:00Z"));
    event("malformed_year_9999", event.json("9999-12-31T23:59:59Z"));
    event("malformed_no_time", event.json(""));
    event("malformed_no_unit", json("purchase", "", "12.25"));
    event("malformed_no_name", json("", user(), "12.25"));
    event("malformed_value", json("purchase", user(), "\"abc\""));
  }

  private void writeOddExposures(List<SimulatedExperiment> experiments) throws IOException {
    SimulatedExperiment experiment = experiments.get(0);
    exposure("unknown_experiment", "forgotten_test", "control", user(), time());
    exposure("unknown_variant", experiment.key(), "treatment_b", user(), time());
    truth.count(experiment.key(), "rejected_exposures", "UNKNOWN_VARIANT");
    for (SimulatedExperiment byDevice : experiments) {
      if (byDevice.unitType().equals("device")) {
        exposure("missing_unit", byDevice.key(), byDevice.variants().get(0), user(), time());
        truth.count(byDevice.key(), "rejected_exposures", "MISSING_UNIT");
      }
    }
  }

  private void writeOddEvents() throws IOException {
    String active = user();
    event("value_not_a_number", json("purchase", active, "\"NaN\""));
    event("value_infinite", json("purchase", active, "1e400"));
    event("value_out_of_range", json("purchase", active, "1e300"));
    event("value_out_of_range", json("image_load", active, "-7e18"));
    event("value_nobody_sums", json("newsletter_click", active, "1e300"));
    event("of_nobody", json("purchase", "stranger-" + dice.hex(), "3.75"));
    // one id for two users: no duplicate, ids are a unit's own
    Lines.Event shared = json("page_view", user(), null);
    event("shared_event_ids", shared);
    event(
        "shared_event_ids",
        new Lines.Event(shared.id(), shared.name(), shared.time() + 1, user(), "", null, Map.of()));
  }

  private Lines.Event json(String name, String userId, String value) {
    long end = settings.endsAt().toEpochMilli();
    long time = dice.between(settings.startedAt().toEpochMilli(), end - 1);
    return new Lines.Event("e" + dice.hex(), name, time, userId, "", value, Map.of());
  }

  private void event(String kind, Lines.Event event) throws IOException {
    event(kind, event.json());
  }

  private void event(String kind, String line) throws IOException {
    events.add(line);
    truth.plant(Simulation.EVENTS_FILE, kind);
  }

  private void exposure(String kind, String experiment, String variant, String user, String time)
      throws IOException {
    exposures.add(
        Lines.exposure("x" + dice.hex(), experiment, variant, user, "", "", time, NOBODY));
    truth.plant(Simulation.EXPOSURES_FILE, kind);
  }

  /** A user that exists, so that a line that is taken for good would change a result. */
  private String user() {
    return "u" + String.format(java.util.Locale.ROOT, "%07d", dice.below(settings.units()));
  }

  private String time() {
    long end = settings.endsAt().toEpochMilli();
    return java.time.Instant.ofEpochMilli(dice.between(settings.startedAt().toEpochMilli(), end))
        .toString();
  }
}
