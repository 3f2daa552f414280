package io.plumbline.functions;

/**
 * {@code clustered_quantile_lift_m2}: the difference over the absolute value of the control, from
 * centred second moments; see {@link ClusteredQuantileFunction}.
 */
public class ClusteredQuantileLiftM2 extends ClusteredQuantileFunction {

  public ClusteredQuantileLiftM2() {
    super(true, true);
  }
}
