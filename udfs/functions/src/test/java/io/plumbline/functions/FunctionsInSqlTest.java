package io.plumbline.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As users write them: literals and columns of any numeric type, without casts. */
class FunctionsInSqlTest {

  private static TableEnvironment env;

  @BeforeAll
  static void register() {
    env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    env.getConfig().set("parallelism.default", "1");
    Functions.all().forEach(env::createTemporarySystemFunction);
  }

  /** Reference values as in the core's tests: 60 digits, and the GrowthBook program and SDK. */
  @Test
  void literalsOfAnyNumericType() {
    Row row =
        single(
            """
            SELECT
              srm_log_e_value(ARRAY[44700, 45489], ARRAY[1, 1]) AS mixture,
              srm_log_e_value(ARRAY[44700, 45489], ARRAY[0.5, 0.5], 10000) AS one_prior,
              srm_log_e_value(ARRAY[44700, 45489], ARRAY[5E-1, 5E-1], 1E4) AS of_doubles,
              srm_p_value(ARRAY[44700, 45489], ARRAY[1, 1]) AS p,
              srm_p_value(ARRAY[821588, 815482], ARRAY[0.50, 0.50], 100.0) AS p_one_prior,
              srm_chi_squared(ARRAY[821588, 815482], ARRAY[0.5, 0.5]) AS chi,
              srm_chi_squared(ARRAY[3, 4], ARRAY[0.5, 0.5]) AS chi_of_few,
              srm_p_value(ARRAY[600, CAST(NULL AS INT)], ARRAY[1, 1]) AS of_unknown,
              srm_allocation_interval(ARRAY[600, 400], ARRAY[1, 1], 0.05, 100) AS shares,
              e_bh(ARRAY[8, 0.5, CAST(NULL AS DOUBLE)], 0.01) AS rejected,
              e_bh(ARRAY[8E0], 0.01, 100) AS rejected_of_many,
              adjust_holm(ARRAY[0.01, 0.04, 0.03, 0.005, 0.55, 0.6]) AS holm,
              adjust_bh(ARRAY[0.02, CAST(NULL AS DOUBLE), 0.02]) AS bh,
              adjust_holm(ARRAY[0.3, CAST(NULL AS DECIMAL(2, 1)), 0.2]) AS holm_of_decimals,
              adjust_by(ARRAY[0.02, 0.02, 0.02, 0.02, 0.02]) AS `by`,
              mean_difference(3407, 1396.87, 52377.9767, 3461, 2422.70, 134698.29, 0.05) AS diff,
              mean_lift(3407, 1396.87, 52377.9767, 3461, 2422.70, 134698.29, 0.05) AS lift,
              mean_difference_m2(1000, 5000, 4000, 1000, 5300, 4000.5, 0.05).estimate AS diff_m2,
              mean_lift_m2(1000, 5000, 4000, 1000, 5300, 4000.5, 0.05).estimate AS lift_m2,
              anytime_interval(0.29, 0.12478363158758794, 6868, 0.05, 5000) AS anytime,
              assignment_bucket('ab', 'foo', 'growthbook-2') AS bucket,
              assign_variant('ab', 'foo', 'growthbook-2', ARRAY['c', 't'], ARRAY[0.5, 0.5], 1) AS v,
              assign_variant('ab', 'foo', 'growthbook-2', ARRAY['c', 't'], ARRAY[1, 1], 0.5) AS o
            """);
    assertThat(number(row, "mixture")).isCloseTo(1.139747661949376, within(1e-12));
    assertThat(number(row, "one_prior")).isCloseTo(1.9545372374382537, within(1e-12));
    assertThat(number(row, "of_doubles")).isEqualTo(number(row, "one_prior"));
    assertThat(number(row, "p")).isCloseTo(Math.exp(-1.139747661949376), within(1e-12));
    assertThat(number(row, "p_one_prior")).isCloseTo(Math.exp(-6.532367670619091), within(1e-12));
    Row chi = row.getFieldAs("chi");
    assertThat(number(chi, 0)).isCloseTo(22.77436884189436, within(1e-10));
    assertThat(chi.getField(1)).isEqualTo(1);
    assertThat(number(chi, 2)).isCloseTo(1.8217928726191873e-06, within(1e-15));
    assertThat(number(chi, 3)).isCloseTo(-13.215689446917377, within(1e-10));
    assertThat(row.getField("chi_of_few")).isNull();
    assertThat(row.getField("of_unknown")).isNull();
    Row[] shares = row.getFieldAs("shares");
    assertThat(number(shares[0], 0)).isCloseTo(0.5455475953757422, within(1e-12));
    assertThat(number(shares[1], 1)).isCloseTo(0.45445240462425784, within(1e-12));
    assertThat((Boolean[]) row.getFieldAs("rejected")).containsExactly(true, false, null);
    assertThat((Boolean[]) row.getFieldAs("rejected_of_many")).containsExactly(false);
    assertThat((Double[]) row.getFieldAs("holm")).containsExactly(.05, .12, .12, .03, 1.0, 1.0);
    assertThat((Double[]) row.getFieldAs("bh")).containsExactly(.02, null, .02);
    assertThat((Double[]) row.getFieldAs("holm_of_decimals")).containsExactly(.4, null, .4);
    assertThat(((Double[]) row.getFieldAs("by"))[0]).isCloseTo(0.04566666666666667, within(1e-15));
    Row diff = row.getFieldAs("diff");
    assertThat(number(diff, 0)).isCloseTo(0.29, within(1e-12));
    assertThat(number(diff, 1)).isCloseTo(0.12478363158758794, within(1e-12));
    assertThat(number(diff, 2)).isCloseTo(5841.742032093565, within(1e-6));
    assertThat(number(diff, 3)).isCloseTo(0.020158402643587037, within(1e-9));
    assertThat(number(diff, 4)).isCloseTo(0.04537789255929009, within(1e-9));
    assertThat(number(diff, 5)).isCloseTo(0.5346221074407098, within(1e-9));
    Row lift = row.getFieldAs("lift");
    assertThat(number(lift, 0)).isCloseTo(0.7073170731707317, within(1e-12));
    assertThat(number(lift, 3)).isCloseTo(0.06191182745618362, within(1e-9));
    assertThat(number(row, "diff_m2")).isEqualTo(5.3 - 5.0);
    assertThat(number(row, "lift_m2")).isEqualTo((5.3 - 5.0) / 5.0);
    Row anytime = row.getFieldAs("anytime");
    assertThat(number(anytime, 0)).isCloseTo(-Math.log(0.290744559185973), within(1e-12));
    assertThat(number(anytime, 1)).isCloseTo(0.290744559185973, within(1e-12));
    assertThat(number(anytime, 2)).isCloseTo(-0.0894100955383455, within(1e-12));
    assertThat(number(anytime, 3)).isCloseTo(0.6694100955383455, within(1e-12));
    assertThat(number(row, "bucket")).isEqualTo(0.2575);
    assertThat(row.getField("v")).isEqualTo("c");
    assertThat(row.getField("o")).isNull();
  }

  /** Columns are not folded by the planner, and give their results by field name. */
  @Test
  void columnsOfAnyNumericType() {
    List<Row> rows =
        rows(
            """
            SELECT
              srm_chi_squared(observed, weights).p_value,
              srm_allocation_interval(observed, weights, alpha, 100)[1].lower_bound,
              mean_difference_m2(n, total, m2, n, total + 1, m2, alpha).standard_error,
              anytime_interval(total, m2, n, alpha, n).p_value,
              CARDINALITY(e_bh(weights, alpha, n + n)),
              assign_variant(unit_id, 's', 'sha256', ARRAY['c', 't'], weights, alpha * 20)
            FROM (VALUES
              (1, ARRAY[600, 400], ARRAY[0.5, 0.5], CAST(100 AS SMALLINT), 5, 99.0, 0.05, 'u'),
              (2, CAST(NULL AS ARRAY<INT>), ARRAY[0.5, 0.5], CAST(NULL AS SMALLINT), 5, 99.0,
                0.05, CAST(NULL AS STRING)),
              (3, ARRAY[6, 3], ARRAY[0.5, 0.5], CAST(1 AS SMALLINT), 5, 0.0,
                0.05, 'u')
            ) AS t(id, observed, weights, n, total, m2, alpha, unit_id)
            ORDER BY id
            """);
    assertThat(number(rows.get(0), 0)).isCloseTo(2.5396285894708634e-10, within(1e-19));
    assertThat(number(rows.get(0), 1)).isCloseTo(0.5455475953757422, within(1e-12));
    assertThat(number(rows.get(0), 2)).isEqualTo(Math.sqrt(2.0 / 100));
    assertThat(number(rows.get(0), 3)).isEqualTo(1.0);
    assertThat(rows.get(0).getField(4)).isEqualTo(2);
    assertThat(rows.get(0).getField(5)).isIn("c", "t");
    assertThat(rows.get(1)).isEqualTo(Row.of(null, null, null, null, null, null));
    assertThat(rows.get(2).getField(0)).as("4.5 expected are too few").isNull();
    assertThat(rows.get(2).getField(2)).as("one unit is too few").isNull();
    assertThat(rows.get(2).getField(3)).as("no standard error, no interval").isNull();
  }

  @Test
  void aBrokenArgumentFailsTheQueryAndIsNamed() {
    assertThatThrownBy(
            () ->
                rows(
                    "SELECT srm_log_e_value(o, ARRAY[1, 1])"
                        + " FROM (VALUES (ARRAY[3, -4])) AS t(o)"))
        .hasStackTraceContaining("observed[1] is -4; it must be at least 0");
  }

  private static Row single(String query) {
    List<Row> rows = rows(query);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static double number(Row row, String field) {
    return row.<Double>getFieldAs(field);
  }

  private static double number(Row row, int field) {
    return row.<Double>getFieldAs(field);
  }

  private static List<Row> rows(String query) {
    List<Row> rows = new ArrayList<>();
    env.executeSql(query).collect().forEachRemaining(rows::add);
    return rows;
  }
}
