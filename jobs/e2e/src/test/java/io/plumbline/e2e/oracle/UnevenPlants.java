package io.plumbline.e2e.oracle;

import static io.plumbline.e2e.oracle.LogDrafts.MINUTE;
import static io.plumbline.e2e.oracle.LogDrafts.SECOND;
import static io.plumbline.e2e.oracle.LogDrafts.at;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.util.Map;

/** What falls on one variant and not on the other, and what only looks as if it did. */
final class UnevenPlants {

  private static final int UNITS = 160;

  /** Of the units that lose something: one in so many is in the variant that loses little. */
  private static final int SPARED = 8;

  private static final int HASHED = 400;
  private static final int CROSSING_EACH_WAY = 14;

  private final LogDrafts drafts;
  private final Experiment hashed;
  private int ids;

  UnevenPlants(LogDrafts drafts, Configuration configuration) {
    this.drafts = drafts;
    this.hashed =
        configuration.experiments().stream()
            .filter(experiment -> experiment.key().equals("hashed"))
            .findFirst()
            .orElseThrow();
  }

  void all() {
    for (int i = 0; i < UNITS; i++) {
      healthy(i);
      exposedTooLate(i);
      boughtTwice(i);
    }
    assignedByHash();
  }

  private void exposed(String unit, String experiment, String variant, long time, long sentAt) {
    drafts.exposure(
        drafts.anyPartition(Kind.EXPOSURES),
        sentAt,
        "n" + ids++,
        experiment,
        variant,
        Map.of("user", unit),
        time,
        Map.of("country", "DE"));
  }

  private void exposed(String unit, String experiment, String variant, long time) {
    exposed(unit, experiment, variant, time, time + SECOND);
  }

  private long anyTime() {
    return drafts.between(at("21:10"), at("01:20"));
  }

  private static String uneven(int i) {
    return i % SPARED == 0 ? "off" : "on";
  }

  /** The split is as planned. */
  private void healthy(int i) {
    exposed("even" + i, "lossy", i % 2 == 0 ? "off" : "on", anyTime());
  }

  /** Some are enrolled besides, before or after it, and some of these elsewhere. */
  private void exposedTooLate(int i) {
    String unit = "unheard" + i;
    long time = anyTime();
    exposed(unit, "lossy", uneven(i), time, time + 75 * MINUTE);
    if (i % 10 == 1) {
      exposed(unit, "lossy", "off", time - 20 * MINUTE);
    } else if (i % 10 == 2) {
      exposed(unit, "lossy", "on", time + 90 * MINUTE);
      // and known only later that it had been in the other before
      exposed(unit, "lossy", "off", time + 85 * MINUTE, time + 125 * MINUTE);
    } else if (i % 10 == 3) {
      exposed(unit, "lossy", uneven(i), time + MINUTE, time + 76 * MINUTE);
    }
  }

  /** Some of them before it is known that they were enrolled at all, or elsewhere. */
  private void boughtTwice(int i) {
    String unit = "stutters" + i;
    long time = anyTime();
    int mode = i % 10;
    exposed(unit, "lossy", uneven(i), time, mode == 1 ? time + 40 * MINUTE : time + SECOND);
    String id = "twice" + i;
    for (int n = 0; n < 2; n++) {
      long bought = time + (2 + n) * MINUTE;
      drafts.event(
          drafts.anyPartition(Kind.METRIC_EVENTS),
          bought + SECOND,
          id,
          "buy",
          Map.of("user", unit),
          bought,
          3.5,
          Map.of());
    }
    if (mode == 2) {
      exposed(unit, "lossy", "off", time - 10 * MINUTE, time + 30 * MINUTE);
    }
  }

  private void assignedByHash() {
    int[] crossed = {0, 0};
    for (int i = 0; i < HASHED; i++) {
      String unit = "salted" + i;
      String variant = Hash.variant(hashed, unit, hashed.epochs(0).get(0));
      if (variant == null) {
        // one of those who should not take part at all
        if (i < 10) {
          exposed(unit, "hashed", "old", anyTime());
        }
        continue;
      }
      long time = anyTime();
      exposed(unit, "hashed", variant, time);
      int from = variant.equals("old") ? 0 : 1;
      if (crossed[from]++ < CROSSING_EACH_WAY) {
        exposed(unit, "hashed", from == 0 ? "new" : "old", time + 7 * MINUTE);
      }
    }
  }
}
