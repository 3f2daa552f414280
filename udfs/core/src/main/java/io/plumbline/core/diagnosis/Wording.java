package io.plumbline.core.diagnosis;

import io.plumbline.core.statistics.SplitDeviation;
import java.time.LocalDate;
import java.util.List;

/** The sentences of suspects. */
final class Wording {
  private final List<String> variants;

  Wording(List<String> variants) {
    this.variants = variants;
  }

  /**
   * A part, and who stands out in it.
   *
   * @param missing the variant farthest below its plan
   * @param farthest the variant farthest from it on either side
   */
  record Found(SplitDeviation deviation, int missing, int farthest) {}

  String telemetryLoss(SplitDeviation whole, int variant) {
    return "next to nothing of %s arrives: %s of %s planned units"
        .formatted(
            variants.get(variant),
            Figures.count(whole.observed(variant)),
            Figures.count(whole.expected(variant)));
  }

  static String platform(Openings openings) {
    return ("%d of %d running experiments were found mismatched within 24 hours: the cause is"
            + " likely what they share")
        .formatted(openings.opened(), openings.running());
  }

  String timing(Suspect day, Found found) {
    return "%s has %s, and other days deviate to the other side"
        .formatted(name(day), sharesOf(found.deviation(), found.farthest()));
  }

  String localised(Suspect segment, Found found, int flagged) {
    return "%s %s; %s"
        .formatted(
            name(segment),
            lost(segment, found),
            flagged == 1
                ? "everything else is clean"
                : "everything but %d values of %s is clean"
                    .formatted(flagged, segment.dimension()));
  }

  String delayedStart(Suspect day, Found found, String lastDay) {
    return "%s began late: %s has %s; every day after %s is clean"
        .formatted(
            variants.get(found.missing()),
            name(day),
            sharesOf(found.deviation(), found.missing()),
            lastDay);
  }

  String localisedInTime(Suspect day, Found found, int flagged) {
    return "%s has %s; %s"
        .formatted(
            name(day),
            sharesOf(found.deviation(), found.farthest()),
            flagged == 1
                ? "every other day is clean"
                : "every day but the %d from %s on is clean".formatted(flagged, day.since()));
  }

  String lateOnset(SplitDeviation from, int variant, LocalDate since) {
    String who = variants.get(variant);
    return "%s from %s on (%s of %s since then); the days before are clean"
        .formatted(
            variants.size() == 2
                ? "%s lost about %s units".formatted(who, Figures.count(from.missingUnits()))
                : "about %s units were lost, most of %s,"
                    .formatted(Figures.count(from.missingUnits()), who),
            since,
            Figures.shares(from.share(variant), from.plannedShare(variant)),
            Figures.count(from.units()));
  }

  String trigger() {
    return "the eligible units split as planned, the exposed ones do not: what triggers the"
        + " exposure differs between variants";
  }

  String assignment(SplitDeviation whole, int variant) {
    boolean fewer = whole.observed(variant) < whole.expected(variant);
    return "%s has %s units %s than planned (%s); no segment, day or hour explains it"
        .formatted(
            variants.get(variant),
            Figures.count(Math.abs(whole.observed(variant) - whole.expected(variant))),
            fewer ? "fewer" : "more",
            shares(whole, variant));
  }

  /** With more than two variants it is not one alone that lost them. */
  private String lost(Suspect suspect, Found found) {
    return "lost about %s units%s%s%s (%s)"
        .formatted(
            Figures.count(suspect.missingUnits()),
            variants.size() == 2 ? " of " : ", most of ",
            variants.get(found.missing()),
            suspect.since() == null ? "" : " from " + suspect.since(),
            shares(found.deviation(), found.missing()));
  }

  private static String name(Suspect suspect) {
    return "%s (%s)".formatted(suspect.segment(), suspect.dimension());
  }

  private String sharesOf(SplitDeviation deviation, int variant) {
    return Figures.shares(
            deviation.share(variant),
            " of " + variants.get(variant),
            deviation.plannedShare(variant))
        + " among "
        + Figures.count(deviation.units());
  }

  private static String shares(SplitDeviation deviation, int variant) {
    return Figures.shares(deviation.share(variant), deviation.plannedShare(variant))
        + " of "
        + Figures.count(deviation.units());
  }
}
