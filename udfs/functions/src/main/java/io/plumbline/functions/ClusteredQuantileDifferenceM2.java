package io.plumbline.functions;

/**
 * {@code clustered_quantile_difference_m2}: the difference treatment - control, from centred second
 * moments; see {@link ClusteredQuantileFunction}.
 */
public class ClusteredQuantileDifferenceM2 extends ClusteredQuantileFunction {

  public ClusteredQuantileDifferenceM2() {
    super(true, false);
  }
}
