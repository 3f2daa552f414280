package io.plumbline.core.statistics;

/**
 * Control and one treatment within one epoch, as {@link LinearArm}s.
 *
 * @param control the control
 * @param treatment the treatment
 * @param treatmentShare planned share of treatment within the pair, w_t / (w_t + w_c), from 0 to 1;
 *     at 0 or 1 one of them is switched off and the epoch is skipped
 */
public record EpochComparison(LinearArm control, LinearArm treatment, double treatmentShare) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the share is outside 0 to 1
   */
  public EpochComparison {
    requireShare(treatmentShare);
  }

  static void requireShare(double treatmentShare) {
    if (!(treatmentShare >= 0.0 && treatmentShare <= 1.0)) {
      throw new IllegalArgumentException(
          "treatmentShare is " + treatmentShare + "; allowed are 0 to 1");
    }
  }

  /** Whether the epoch compares anything: both planned, both with units. */
  boolean compares() {
    return isPlanned() && control.units() > 0 && treatment.units() > 0;
  }

  boolean isPlanned() {
    return treatmentShare > 0.0 && treatmentShare < 1.0;
  }

  /** Whether both have the same weight. */
  boolean isEven() {
    return treatmentShare == 0.5;
  }

  /** Units of the pair, in the epoch. */
  long units() {
    return control.units() + treatment.units();
  }

  /** h_e = n_t n_c / (n_t + n_c). */
  double weight() {
    return (double) treatment.units() * control.units() / units();
  }

  /** pi (1 - pi). */
  double balance() {
    return treatmentShare * (1.0 - treatmentShare);
  }
}
