package io.plumbline.functions;

import static io.plumbline.functions.VectorTable.array;
import static io.plumbline.functions.VectorTable.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The reference program's arms as arguments in the order of the functions' signatures. */
final class VectorArms {

  private VectorArms() {}

  static ObjectNode comparison(JsonNode vector, JsonNode result) {
    String effect =
        result.get("difference_type").asText().equals("relative") ? "lift" : "difference";
    JsonNode control = vector.get("control");
    String type = control.get("type").asText();
    boolean hasTheta = control.hasNonNull("theta");
    String kind =
        switch (type) {
          case "SampleMeanStatistic" -> "mean_";
          case "ProportionStatistic" -> "proportion_";
          case "RatioStatistic" -> "ratio_";
          case "RegressionAdjustedStatistic" -> "cuped_";
          case "RegressionAdjustedRatioStatistic" -> "ratio_cuped_";
          case "QuantileStatistic" -> "quantile_";
          case "QuantileClusteredStatistic" -> "clustered_";
          default -> throw new IllegalArgumentException("type is " + type);
        };
    ObjectNode row = row(kind + effect + (hasTheta ? "_theta" : ""));
    String units = type.equals("QuantileClusteredStatistic") ? "n_clusters" : "n";
    row.set("nc", control.get(units));
    row.set("nt", vector.get("treatment").get(units));
    row.set("c", sums(control));
    row.set("t", sums(vector.get("treatment")));
    row.set("alpha", result.get("alpha"));
    row.set("nu", control.get("nu"));
    row.set("theta", control.get("theta"));
    return row;
  }

  static ObjectNode strata(JsonNode vector, JsonNode result) {
    String effect =
        result.get("difference_type").asText().equals("relative") ? "lift" : "difference";
    String type = vector.get("strata").get(0).get("control").get("type").asText();
    String kind =
        switch (type) {
          case "SampleMeanStatistic" -> "strata_";
          case "RatioStatistic" -> "strata_ratio_";
          case "RegressionAdjustedStatistic" -> "strata_cuped_";
          default -> throw new IllegalArgumentException("type is " + type);
        };
    ObjectNode row = row(kind + effect);
    row.set("alpha", result.get("alpha"));
    for (String arm : new String[] {"control", "treatment"}) {
      ArrayNode units = array(new double[0]);
      ArrayNode[] columns = new ArrayNode[sums(vector.get("strata").get(0).get(arm)).size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = array(new double[0]);
      }
      for (JsonNode stratum : vector.get("strata")) {
        units.add(stratum.get(arm).get("n").asLong());
        ArrayNode sums = sums(stratum.get(arm));
        for (int i = 0; i < columns.length; i++) {
          columns[i].add(sums.get(i));
        }
      }
      row.set("n" + arm.charAt(0) + "s", units);
      row.set(arm.charAt(0) + "s", array(columns));
    }
    return row;
  }

  /** The standard error of the lift, by the delta method. */
  static double liftError(JsonNode vector) {
    double[] c = mean(vector.get("control"));
    double[] t = mean(vector.get("treatment"));
    double ratio = t[0] / c[0];
    return Math.sqrt(t[1] + c[1] * ratio * ratio) / Math.abs(c[0]);
  }

  /** The mean and its variance. */
  private static double[] mean(JsonNode arm) {
    double n = arm.get("n").asDouble();
    double mean = arm.get("sum").asDouble() / n;
    double variance =
        arm.has("sum_squares")
            ? (arm.get("sum_squares").asDouble() - n * mean * mean) / (n - 1)
            : mean * (1 - mean);
    return new double[] {mean, variance / n};
  }

  private static ArrayNode sums(JsonNode arm) {
    ArrayNode sums = array(new double[0]);
    if (arm.has("sum")) {
      sums.add(arm.get("sum")).add(arm.path("sum_squares").asDouble());
    }
    for (String statistic :
        new String[] {
          "post_statistic",
          "pre_statistic",
          "m_statistic",
          "d_statistic",
          "m_statistic_post",
          "d_statistic_post",
          "m_statistic_pre",
          "d_statistic_pre"
        }) {
      if (arm.has(statistic)) {
        sums.add(arm.get(statistic).get("sum")).add(arm.get(statistic).get("sum_squares"));
      }
    }
    for (String other :
        new String[] {
          "post_pre_sum_of_products",
          "m_d_sum_of_products",
          "m_post_d_post_sum_of_products",
          "m_post_m_pre_sum_of_products",
          "m_post_d_pre_sum_of_products",
          "m_pre_d_post_sum_of_products",
          "d_post_d_pre_sum_of_products",
          "m_pre_d_pre_sum_of_products",
          "quantile_hat",
          "quantile_lower",
          "quantile_upper",
          "main_sum",
          "main_sum_squares",
          "denominator_sum",
          "denominator_sum_squares",
          "main_denominator_sum_product"
        }) {
      if (arm.has(other)) {
        sums.add(arm.get(other));
      }
    }
    return sums;
  }
}
