package io.plumbline.functions;

/**
 * {@code clustered_quantile_difference}: the difference treatment - control, from sums of squares;
 * see {@link ClusteredQuantileFunction}.
 */
public class ClusteredQuantileDifference extends ClusteredQuantileFunction {

  public ClusteredQuantileDifference() {
    super(false, false);
  }
}
