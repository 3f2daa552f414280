package io.plumbline.functions;

/**
 * {@code clustered_quantile_lift}: the difference over the absolute value of the control, from sums
 * of squares; see {@link ClusteredQuantileFunction}.
 */
public class ClusteredQuantileLift extends ClusteredQuantileFunction {

  public ClusteredQuantileLift() {
    super(false, true);
  }
}
