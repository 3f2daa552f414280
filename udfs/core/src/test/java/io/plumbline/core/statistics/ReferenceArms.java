package io.plumbline.core.statistics;

import com.fasterxml.jackson.databind.JsonNode;

/** The arms of the reference program's vectors. */
final class ReferenceArms {

  private ReferenceArms() {}

  /** Moments of (y, x). */
  static Moments covariate(JsonNode arm) {
    return moments(
        arm,
        new String[] {"post_statistic", "pre_statistic"},
        new String[] {"post_pre_sum_of_products"});
  }

  /** Moments of (m, d). */
  static Moments ratio(JsonNode arm) {
    return moments(
        arm, new String[] {"m_statistic", "d_statistic"}, new String[] {"m_d_sum_of_products"});
  }

  /** Moments of (m, d, x, e). */
  static Moments ratioCovariate(JsonNode arm) {
    return moments(
        arm,
        new String[] {"m_statistic_post", "d_statistic_post", "m_statistic_pre", "d_statistic_pre"},
        new String[] {
          "m_post_d_post_sum_of_products",
          "m_post_m_pre_sum_of_products",
          "m_post_d_pre_sum_of_products",
          "m_pre_d_post_sum_of_products",
          "d_post_d_pre_sum_of_products",
          "m_pre_d_pre_sum_of_products"
        });
  }

  /** Moments of (y). */
  static Moments mean(JsonNode arm) {
    return moments(arm.get("n").asLong(), new JsonNode[] {arm}, new double[0]);
  }

  private static Moments moments(JsonNode arm, String[] statistics, String[] products) {
    JsonNode[] nodes = new JsonNode[statistics.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = arm.get(statistics[i]);
    }
    double[] values = new double[products.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arm.get(products[i]).asDouble();
    }
    return moments(arm.get("n").asLong(), nodes, values);
  }

  private static Moments moments(long units, JsonNode[] statistics, double[] products) {
    int k = statistics.length;
    double[] sums = new double[k];
    double[] sums2 = new double[k * (k + 1) / 2];
    int next = 0;
    int nextProduct = 0;
    for (int i = 0; i < k; i++) {
      sums[i] = statistics[i].get("sum").asDouble();
      for (int j = i; j < k; j++) {
        sums2[next++] =
            i == j ? statistics[i].get("sum_squares").asDouble() : products[nextProduct++];
      }
    }
    return Moments.ofSums(units, sums, sums2).orElseThrow();
  }
}
