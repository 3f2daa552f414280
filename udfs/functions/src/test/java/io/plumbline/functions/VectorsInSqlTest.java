package io.plumbline.functions;

import static io.plumbline.functions.SharedData.json;
import static io.plumbline.functions.VectorTable.array;
import static io.plumbline.functions.VectorTable.assertClose;
import static io.plumbline.functions.VectorTable.assertLogE;
import static io.plumbline.functions.VectorTable.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every reference vector through SQL, from a table of JSON files, in one query. */
class VectorsInSqlTest {

  /** A column is null where its function is not asked: null in, null out. */
  private static final String QUERY =
      """
      SELECT
        id,
        srm_log_e_value(observed, weights, concentration) AS log_e,
        CASE WHEN kind = 'srm' THEN srm_log_e_value(observed, weights) END AS log_e_mixture,
        CASE WHEN kind = 'chi' THEN srm_chi_squared(observed, weights) END AS chi,
        srm_allocation_interval(observed, weights, alpha, concentration) AS allocation,
        srm_epochs_log_e_value(epoch_counts, epoch_weights, concentration) AS log_e_epochs,
        srm_late_onset_log_e_value(epoch_counts, weights) AS log_e_late,
        adjust_holm(p) AS holm,
        adjust_bh(p) AS bh,
        adjust_by(p) AS `by`,
        e_bh(log_e_values, alpha) AS rejected,
        assignment_bucket(unit_id, salt, hash_version) AS bucket,
        CASE kind
          WHEN 'mean_difference' THEN mean_difference(nc, c[1], c[2], nt, t[1], t[2], alpha)
          WHEN 'mean_lift' THEN mean_lift(nc, c[1], c[2], nt, t[1], t[2], alpha)
          WHEN 'proportion_difference' THEN
            proportion_difference(nc, CAST(c[1] AS BIGINT), nt, CAST(t[1] AS BIGINT), alpha)
          WHEN 'proportion_lift' THEN
            proportion_lift(nc, CAST(c[1] AS BIGINT), nt, CAST(t[1] AS BIGINT), alpha)
          WHEN 'ratio_difference' THEN ratio_difference(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha)
          WHEN 'ratio_lift' THEN ratio_lift(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha)
          WHEN 'cuped_difference' THEN cuped_difference(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha)
          WHEN 'cuped_lift' THEN cuped_lift(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha)
          WHEN 'cuped_difference_theta' THEN cuped_difference(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha, theta)
          WHEN 'cuped_lift_theta' THEN cuped_lift(
            nc, c[1], c[2], c[3], c[4], c[5], nt, t[1], t[2], t[3], t[4], t[5], alpha, theta)
          WHEN 'ratio_cuped_difference' THEN ratio_cuped_difference(
            nc, c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13],
            c[14], nt, t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12],
            t[13], t[14], alpha)
          WHEN 'ratio_cuped_lift' THEN ratio_cuped_lift(
            nc, c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13],
            c[14], nt, t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12],
            t[13], t[14], alpha)
          WHEN 'quantile_difference' THEN quantile_difference(
            nc, c[1], c[2], c[3], nt, t[1], t[2], t[3], nu, alpha)
          WHEN 'quantile_lift' THEN quantile_lift(
            nc, c[1], c[2], c[3], nt, t[1], t[2], t[3], nu, alpha)
          WHEN 'clustered_difference' THEN clustered_quantile_difference(
            c[1], c[2], c[3], nc, c[4], c[5], c[6], c[7], c[8],
            t[1], t[2], t[3], nt, t[4], t[5], t[6], t[7], t[8], nu, alpha)
          WHEN 'clustered_lift' THEN clustered_quantile_lift(
            c[1], c[2], c[3], nc, c[4], c[5], c[6], c[7], c[8],
            t[1], t[2], t[3], nt, t[4], t[5], t[6], t[7], t[8], nu, alpha)
          WHEN 'strata_difference' THEN post_stratified_difference(
            ncs, cs[1], cs[2], nts, ts[1], ts[2], alpha)
          WHEN 'strata_lift' THEN post_stratified_lift(
            ncs, cs[1], cs[2], nts, ts[1], ts[2], alpha)
          WHEN 'strata_ratio_difference' THEN post_stratified_ratio_difference(
            ncs, cs[1], cs[2], cs[3], cs[4], cs[5], nts, ts[1], ts[2], ts[3], ts[4], ts[5], alpha)
          WHEN 'strata_ratio_lift' THEN post_stratified_ratio_lift(
            ncs, cs[1], cs[2], cs[3], cs[4], cs[5], nts, ts[1], ts[2], ts[3], ts[4], ts[5], alpha)
          WHEN 'strata_cuped_difference' THEN post_stratified_cuped_difference(
            ncs, cs[1], cs[2], cs[3], cs[4], cs[5], nts, ts[1], ts[2], ts[3], ts[4], ts[5], alpha)
          WHEN 'strata_cuped_lift' THEN post_stratified_cuped_lift(
            ncs, cs[1], cs[2], cs[3], cs[4], cs[5], nts, ts[1], ts[2], ts[3], ts[4], ts[5], alpha)
        END AS estimate,
        anytime_interval(est, se, n, alpha, planned_n) AS anytime,
        anytime_one_sided(est, se, n, alpha, planned_n) AS one_sided,
        chance_to_beat(est, se, prior_mean, prior_sd) AS chance,
        expected_loss(est, se, prior_mean, prior_sd) AS loss,
        CASE WHEN planned_n IS NULL
          THEN experiment_power(se, n, added_n, mde, 0.05)
          ELSE experiment_power(se, n, added_n, mde, 0.05, planned_n) END AS power_found
      FROM vectors
      """;

  @TempDir static Path directory;

  private final VectorTable table = new VectorTable();

  @Test
  void everyVectorComesOutThroughSql() throws Exception {
    splits();
    methods();
    manyTests();
    hashes();
    comparisons();
    strata();
    powers();
    sequences();
    assertThat(table.size()).isGreaterThan(500);
    table.write(directory);
    TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    env.getConfig().set("parallelism.default", "1");
    Functions.all().forEach(env::createTemporarySystemFunction);
    env.executeSql(
        """
        CREATE TEMPORARY TABLE vectors (
          id INT, kind STRING,
          observed ARRAY<BIGINT>, weights ARRAY<DOUBLE>, concentration DOUBLE, alpha DOUBLE,
          epoch_counts ARRAY<ARRAY<BIGINT>>, epoch_weights ARRAY<ARRAY<DOUBLE>>,
          p ARRAY<DOUBLE>, log_e_values ARRAY<DOUBLE>,
          unit_id STRING, salt STRING, hash_version STRING,
          nc BIGINT, c ARRAY<DOUBLE>, nt BIGINT, t ARRAY<DOUBLE>, theta DOUBLE, nu DOUBLE,
          ncs ARRAY<BIGINT>, cs ARRAY<ARRAY<DOUBLE>>, nts ARRAY<BIGINT>, ts ARRAY<ARRAY<DOUBLE>>,
          est DOUBLE, se DOUBLE, n BIGINT, planned_n BIGINT,
          prior_mean DOUBLE, prior_sd DOUBLE, added_n DOUBLE, mde DOUBLE
        ) WITH ('connector' = 'filesystem', 'format' = 'json', 'path' = '%s')
        """
            .formatted(directory.toUri()));
    List<Row> rows = new ArrayList<>();
    env.executeSql(QUERY).collect().forEachRemaining(rows::add);
    table.check(rows);
  }

  private void splits() {
    for (JsonNode vector : json("vectors/srm_sequential.json").get("cases")) {
      // A prior that is not in proportion to the weights is not ours.
      if (!vector.get("dirichlet_probability").isNull()) {
        continue;
      }
      JsonNode weights =
          vector.has("integer_weights")
              ? vector.get("integer_weights")
              : vector.get("null_probabilities");
      for (JsonNode step : vector.get("steps")) {
        ObjectNode row = row("");
        row.set("observed", step.get("cumulative"));
        row.set("weights", weights);
        row.set("concentration", vector.get("dirichlet_concentration"));
        double expected = step.get("log_bayes_factor_exact").asDouble();
        table.add(row, found -> assertLogE(found.getField("log_e"), expected));
      }
    }
    for (JsonNode vector : json("vectors/srm_chi2.json").get("cases")) {
      ObjectNode row = row("chi");
      row.set("observed", vector.get("observed"));
      row.set("weights", vector.get("weights"));
      table.add(row, found -> checkChiSquared(found.getFieldAs("chi"), vector));
    }
  }

  private void methods() {
    JsonNode methods = json("vectors/srm_methods.json");
    for (JsonNode vector : methods.get("allocation_confidence_sequence").get("cases")) {
      ObjectNode row = row("");
      row.set("observed", vector.get("counts"));
      row.set("weights", vector.get("weights"));
      row.set("concentration", vector.get("K"));
      row.set("alpha", vector.get("alpha"));
      table.add(row, found -> checkAllocation(found, vector));
    }
    for (JsonNode vector : methods.get("allocation_epochs").get("cases")) {
      ArrayNode counts = array(new JsonNode[0]);
      ArrayNode weights = array(new JsonNode[0]);
      for (JsonNode epoch : vector.get("epochs")) {
        counts.add(epoch.get("counts"));
        weights.add(epoch.get("weights"));
      }
      ObjectNode row = row("");
      row.set("epoch_counts", counts);
      row.set("epoch_weights", weights);
      row.set("concentration", vector.get("K"));
      double expected = vector.get("log_e_product").asDouble();
      table.add(row, found -> assertLogE(found.getField("log_e_epochs"), expected));
    }
    for (JsonNode vector : methods.get("concentration_mixture").get("cases")) {
      mixture(vector, "counts", "log_e_mixture", vector.get("weights"));
    }
    for (JsonNode vector : methods.get("segment_localisation").get("cases")) {
      mixture(vector, "overall_counts", "overall_log_e_mixture", vector.get("weights"));
      for (JsonNode segment : vector.get("segments")) {
        mixture(segment, "counts", "log_e_mixture", vector.get("weights"));
      }
    }
    for (JsonNode vector : methods.get("restart_mixture").get("cases")) {
      ArrayNode days = array(new JsonNode[0]);
      for (int day = 0; day < vector.get("increments").size(); day++) {
        days.add(vector.get("increments").get(day));
        ObjectNode row = row("");
        row.set("epoch_counts", days.deepCopy());
        row.set("weights", vector.get("weights"));
        double expected = vector.get("log_e_restart").get(day).asDouble();
        table.add(row, found -> assertLogE(found.getField("log_e_late"), expected));
      }
    }
  }

  private void mixture(JsonNode vector, String counts, String expected, JsonNode weights) {
    ObjectNode row = row("srm");
    row.set("observed", vector.get(counts));
    row.set("weights", weights);
    double logE = vector.get(expected).asDouble();
    table.add(row, found -> assertLogE(found.getField("log_e_mixture"), logE));
  }

  private void manyTests() {
    JsonNode vectors = json("vectors/multiple_testing.json");
    for (JsonNode vector : vectors.get("cases")) {
      ObjectNode row = row("");
      row.set("p", vector.get("p"));
      table.add(
          row,
          found -> {
            checkAdjusted(found.getFieldAs("holm"), vector.get("holm"));
            checkAdjusted(found.getFieldAs("bh"), vector.get("fdr_bh"));
            checkAdjusted(found.getFieldAs("by"), vector.get("fdr_by"));
          });
    }
    for (JsonNode vector : vectors.get("e_bh").get("cases")) {
      for (String alpha : new String[] {"0.05", "0.01"}) {
        ArrayNode logs = array(new double[0]);
        for (JsonNode e : vector.get("e")) {
          // JSON has no infinities.
          double value = e.isTextual() ? Double.parseDouble(e.asText()) : e.asDouble();
          logs.add(Math.max(-1e300, Math.min(1e300, Math.log(value))));
        }
        ObjectNode row = row("").put("alpha", Double.parseDouble(alpha));
        row.set("log_e_values", logs);
        table.add(
            row,
            found -> {
              List<Integer> rejected = new ArrayList<>();
              Boolean[] flags = found.getFieldAs("rejected");
              for (int i = 0; i < flags.length; i++) {
                if (flags[i]) {
                  rejected.add(i);
                }
              }
              List<Integer> expected = new ArrayList<>();
              vector.get("reject_alpha_" + alpha).forEach(i -> expected.add(i.asInt()));
              assertThat(rejected).isEqualTo(expected);
            });
      }
    }
  }

  private void hashes() {
    for (JsonNode vector : json("vectors/growthbook_hash.json").get("hash")) {
      if (vector.get(3).isNumber()) {
        table.add(
            row("")
                .put("salt", vector.get(0).asText())
                .put("unit_id", vector.get(1).asText())
                .put("hash_version", "growthbook-" + vector.get(2).asInt()),
            found -> assertThat(found.getField("bucket")).isEqualTo(vector.get(3).asDouble()));
      }
    }
  }

  private void comparisons() {
    for (JsonNode vector : json("vectors/ttest_cuped_ratio.json").get("cases")) {
      for (JsonNode result : vector.get("results")) {
        ObjectNode row = VectorArms.comparison(vector, result);
        if (result.get("error").isNull()) {
          table.add(row, found -> checkEstimate(found.getFieldAs("estimate"), result));
          decisions(result);
        } else if (vector.get("name").asText().startsWith("edge zero baseline")
            || vector.get("name").asText().startsWith("proportion 0/50")) {
          // The reference refuses these; a difference is defined, a lift is not.
          boolean lift = result.get("difference_type").asText().equals("relative");
          table.add(row, found -> assertThat(found.getField("estimate") == null).isEqualTo(lift));
        } else {
          table.add(row, found -> assertThat(found.getField("estimate")).isNull());
        }
      }
    }
  }

  private void decisions(JsonNode result) {
    for (JsonNode look : result.get("sequential")) {
      ObjectNode row = row("").put("planned_n", look.get("tuning").asLong());
      row.set("est", result.get("point_estimate"));
      row.set("se", result.get("standard_error"));
      row.set("n", result.get("n"));
      row.set("alpha", result.get("alpha"));
      double scale = result.get("standard_error").asDouble();
      table.add(
          row,
          found -> {
            Row anytime = found.getFieldAs("anytime");
            assertClose(anytime.getField("p_value"), look.get("p").asDouble(), 0);
            assertClose(anytime.getField("lower_bound"), look.get("ci").get(0).asDouble(), scale);
            assertClose(anytime.getField("upper_bound"), look.get("ci").get(1).asDouble(), scale);
            Row oneSided = found.getFieldAs("one_sided");
            assertClose(
                oneSided.getField("lower_bound"), look.get("greater_ci").get(0).asDouble(), scale);
            assertClose(
                oneSided.getField("upper_bound"), look.get("lesser_ci").get(1).asDouble(), scale);
          });
    }
    for (JsonNode bayes : result.get("bayes")) {
      boolean relative = result.get("difference_type").asText().equals("relative");
      if (!relative || !bayes.get("proper").asBoolean() || !bayes.get("error").isNull()) {
        continue;
      }
      // Where lower is better, the caller turns the sign.
      double sign = bayes.get("inverse").asBoolean() ? -1 : 1;
      ObjectNode row =
          row("")
              .put("est", sign * result.get("point_estimate").asDouble())
              .put("prior_mean", sign * bayes.get("prior_mean").asDouble())
              .put("prior_sd", Math.sqrt(bayes.get("prior_variance").asDouble()));
      row.set("se", result.get("standard_error"));
      table.add(
          row,
          found -> {
            assertClose(found.getField("chance"), bayes.get("chance_to_win").asDouble(), 1);
            assertClose(found.getField("loss"), bayes.get("risk").get(1).asDouble(), 1);
          });
    }
  }

  private void strata() {
    for (JsonNode vector : json("vectors/ttest_cuped_ratio.json").get("post_stratification")) {
      for (JsonNode result : vector.get("results")) {
        table.add(
            VectorArms.strata(vector, result),
            found -> checkEstimate(found.getFieldAs("estimate"), result));
      }
    }
  }

  private void powers() {
    for (JsonNode vector : json("vectors/ttest_cuped_ratio.json").get("mid_experiment_power")) {
      String[] columns = {"power_now", "power_x2", "power_x10"};
      int[] factors = {0, 1, 9};
      long units =
          vector.get("control").get("n").asLong() + vector.get("treatment").get("n").asLong();
      for (int i = 0; i < columns.length; i++) {
        ObjectNode row =
            row("")
                .put("se", VectorArms.liftError(vector))
                .put("n", units)
                .put("added_n", (double) units * factors[i]);
        row.set("mde", vector.get("target_mde"));
        if (vector.get("sequential").asBoolean()) {
          row.set("planned_n", vector.get("tuning"));
        }
        double expected = vector.get(columns[i]).asDouble();
        table.add(row, found -> assertClose(found.getField("power_found"), expected, 0));
      }
    }
  }

  /** Half-widths of unit variance, as the distance from an estimate of 0. */
  private void sequences() {
    for (JsonNode vector : json("vectors/asymptotic_cs.json").get("asymptotic_cs").get("cases")) {
      ObjectNode row =
          row("")
              .put("est", 0.0)
              .put("se", Math.sqrt(vector.get("s2").asDouble() / vector.get("n").asDouble()));
      row.set("n", vector.get("n"));
      row.set("alpha", vector.get("alpha"));
      row.set("planned_n", vector.get("tuning"));
      table.add(
          row,
          found -> {
            Row anytime = found.getFieldAs("anytime");
            assertClose(anytime.getField("upper_bound"), vector.get("halfwidth").asDouble(), 0);
            Row oneSided = found.getFieldAs("one_sided");
            assertClose(
                oneSided.getField("upper_bound"), vector.get("halfwidth_one_sided").asDouble(), 0);
          });
    }
  }

  private static void checkChiSquared(Row found, JsonNode vector) {
    // The reference has no answer where a variant of weight 0 has units; ours leaves it out.
    if (!vector.has("p_exact")) {
      return;
    }
    if (vector.get("min_expected").asDouble() < 5) {
      assertThat(found).isNull();
      return;
    }
    assertClose(found.getField("statistic"), vector.get("statistic_exact").asDouble(), 0);
    assertThat(found.getField("df")).isEqualTo(vector.get("df").asInt());
    assertClose(found.getField("p_value"), vector.get("p_exact").asDouble(), 0);
    assertClose(found.getField("log_p_value"), vector.get("log_p_exact").asDouble(), 0);
  }

  private static void checkAllocation(Row found, JsonNode vector) {
    assertLogE(found.getField("log_e"), vector.get("log_e").asDouble());
    Row[] intervals = found.getFieldAs("allocation");
    for (int i = 0; i < intervals.length; i++) {
      JsonNode expected = vector.get("marginal_intervals").get(i);
      assertClose(intervals[i].getField("lower_bound"), expected.get(0).asDouble(), 0);
      assertClose(intervals[i].getField("upper_bound"), expected.get(1).asDouble(), 0);
    }
  }

  private static void checkAdjusted(Double[] found, JsonNode expected) {
    for (int i = 0; i < found.length; i++) {
      assertClose(found[i], expected.get("adjusted").get(i).asDouble(), 0);
    }
  }

  private static void checkEstimate(Row found, JsonNode result) {
    assertClose(found.getField("estimate"), result.get("point_estimate").asDouble(), 0);
    assertClose(found.getField("standard_error"), result.get("standard_error").asDouble(), 0);
    assertClose(found.getField("df"), result.get("dof").asDouble(), 0);
    JsonNode test = result.get("t_two_sided");
    // The reference's p is 1 - cdf and loses digits.
    assertClose(found.getField("p_value"), test.get("p").asDouble(), 1);
    double scale = result.get("standard_error").asDouble();
    assertClose(found.getField("lower_bound"), test.get("ci").get(0).asDouble(), scale);
    assertClose(found.getField("upper_bound"), test.get("ci").get(1).asDouble(), scale);
  }
}
