package io.plumbline.local.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A user of the product: identities and attributes, an empty string where one is missing.
 *
 * @param arrival first visit, epoch milliseconds
 * @param activity factor on the rates of everything this user does, mean 1
 * @param devices none, one or two device ids
 */
record Visitor(
    String userId,
    String anonymousId,
    List<String> devices,
    String country,
    String browser,
    String city,
    long arrival,
    double activity) {

  private static final double ARRIVAL_SHARE = 0.65;
  private static final double NIGHT_SHARE = 0.6;
  private static final long HOUR_MS = 3_600_000;

  static Visitor draw(int index, SimulationSettings settings, Dice dice) {
    List<String> devices = new ArrayList<>();
    if (dice.chance(0.5)) {
      devices.add("d" + dice.hex());
      if (dice.chance(0.15)) {
        devices.add("d" + dice.hex());
      }
    }
    String country =
        dice.chance(0.03) ? "" : Catalogue.COUNTRIES.get(dice.weighted(Catalogue.COUNTRY_WEIGHTS));
    String browser = Catalogue.BROWSERS.get(dice.weighted(Catalogue.BROWSER_WEIGHTS));
    // the smaller of two draws: the first cities are the big ones
    int city = Math.min(dice.below(Catalogue.CITIES.size()), dice.below(Catalogue.CITIES.size()));
    return new Visitor(
        String.format(Locale.ROOT, "u%07d", index),
        "a" + dice.hex(),
        List.copyOf(devices),
        country,
        browser,
        dice.chance(0.02) ? "" : Catalogue.CITIES.get(city),
        arrival(settings, dice),
        dice.lognormal(-0.125, 0.5));
  }

  /** Fewer by night: a draw between midnight and six is mostly drawn again. */
  private static long arrival(SimulationSettings settings, Dice dice) {
    long from = settings.startedAt().toEpochMilli();
    long until = from + (long) (ARRIVAL_SHARE * (settings.endsAt().toEpochMilli() - from));
    long drawn = dice.between(from, until);
    while (drawn / HOUR_MS % 24 < 6 && dice.chance(NIGHT_SHARE)) {
      drawn = dice.between(from, until);
    }
    return drawn;
  }
}
