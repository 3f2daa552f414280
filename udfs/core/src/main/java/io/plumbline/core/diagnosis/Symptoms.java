package io.plumbline.core.diagnosis;

import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.LateOnset;
import java.time.LocalDate;
import java.util.List;

/**
 * All that a diagnosis is made from.
 *
 * @param variants keys in configured order
 * @param control its index
 * @param whole the experiment
 * @param segments of all dimensions, the hours of the day among them, in any order
 * @param days those with units, ascending
 * @param firstDay the UTC day of the start, or of the last reset
 * @param logAlarm the greatest log of the alarm statistic so far
 * @param alpha of the alarm
 * @param onset of the whole
 * @param eligible counts by tested epoch of the units that might have been exposed; null: none are
 *     supplied
 */
public record Symptoms(
    List<String> variants,
    int control,
    Part whole,
    List<Part> segments,
    List<Part> days,
    LocalDate firstDay,
    double logAlarm,
    double alpha,
    LateOnset.Onset onset,
    List<EpochCounts> eligible) {

  /** Days so far, the current one included: up to the last day with units. */
  long daysSoFar() {
    return days.isEmpty() ? 0 : dayNumber(days.get(days.size() - 1));
  }

  /** Counted from 1, the first day. */
  long dayNumber(Part day) {
    return LocalDate.parse(day.segment()).toEpochDay() - firstDay.toEpochDay() + 1;
  }
}
