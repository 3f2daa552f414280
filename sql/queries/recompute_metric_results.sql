-- What a data scientist who trusts nobody asks: metric_results again, to the last bit, from the
-- published rows of variant_metrics and the definitions in experiment_versions alone. Of
-- metric_results it takes only which rows there are; the verdict is left out. Looks are the segment
-- ticks, here every hour, and the stop: with another segment tick change CEIL(... TO HOUR).
WITH versions AS (
  SELECT
    experiment_key,
    document,
    CAST(valid_from AS TIMESTAMP(6)) AS valid_from,
    LEAD(CAST(valid_from AS TIMESTAMP(6)))
      OVER (PARTITION BY experiment_key ORDER BY version) AS valid_until
  FROM experiment_versions
  WHERE document IS NOT NULL
),
-- When each experiment stopped, as its last version says.
ends AS (
  SELECT
    experiment_key,
    TO_TIMESTAMP(
      REPLACE(REPLACE(JSON_VALUE(document, '$.experiment.stopped_at'), 'T', ' '), 'Z', ''))
      AS stopped_at
  FROM versions
  WHERE valid_until IS NULL
),
-- Every metric of every experiment as it was used at some time.
uses AS (
  SELECT
    v.experiment_key,
    v.valid_from,
    v.valid_until,
    CAST(JSON_VALUE(v.document, '$.experiment.alpha') AS DOUBLE) AS alpha,
    CAST(JSON_VALUE(v.document, '$.experiment.planned_units') AS BIGINT) AS planned_units,
    JSON_VALUE(u.item, '$.metric.key') AS metric_key,
    CAST(JSON_VALUE(u.item, '$.metric.version') AS INT) AS metric_version,
    JSON_VALUE(u.item, '$.metric.kind') IN ('conversion', 'retention') AS is_proportion,
    JSON_VALUE(u.item, '$.metric.kind') = 'sum'
      AND JSON_VALUE(u.item, '$.metric.cap_upper') IS NULL AS has_open_tail,
    JSON_VALUE(u.item, '$.metric.higher_is_better') = 'true' AS higher_is_better,
    JSON_VALUE(u.item, '$.role') AS role,
    CAST(JSON_VALUE(u.item, '$.margin') AS DOUBLE) AS margin
  FROM versions AS v
  CROSS JOIN UNNEST(
    JSON_QUERY(v.document, '$.metrics' RETURNING ARRAY<STRING>)) AS u (item)
  WHERE JSON_VALUE(u.item, '$.valid_until') IS NULL
),
arms AS (
  SELECT
    v.experiment_key,
    v.valid_from,
    JSON_VALUE(a.item, '$.key') AS variant_key,
    COALESCE(JSON_VALUE(a.item, '$.is_control') = 'true', FALSE) AS is_control
  FROM versions AS v
  CROSS JOIN UNNEST(
    JSON_QUERY(v.document, '$.experiment.variants' RETURNING ARRAY<STRING>)) AS a (item)
),
-- How many guardrails share alpha.
shares AS (
  SELECT
    experiment_key, valid_from, COUNT(CASE WHEN role = 'guardrail' THEN 1 END) AS guardrails
  FROM uses
  GROUP BY experiment_key, valid_from
),
-- What is adjusted together.
families AS (
  SELECT
    u.experiment_key,
    u.valid_from,
    ARRAY_AGG(
      CASE WHEN u.role = 'primary' THEN
        u.metric_key || ' ' || CAST(u.metric_version AS STRING) || ' ' || a.variant_key
      END) AS primaries,
    ARRAY_AGG(
      CASE WHEN u.role = 'secondary' THEN
        u.metric_key || ' ' || CAST(u.metric_version AS STRING) || ' ' || a.variant_key
      END) AS secondaries
  FROM uses AS u
  JOIN arms AS a ON a.experiment_key = u.experiment_key AND a.valid_from = u.valid_from
  WHERE NOT a.is_control
  GROUP BY u.experiment_key, u.valid_from
),
-- The rows to recompute.
targets AS (
  SELECT
    r.experiment_key, r.metric_key, r.metric_version, r.dimension, r.segment, r.treatment_key,
    r.control_key, r.is_mature, r.as_of, r.revision, u.role, u.is_proportion, u.has_open_tail,
    u.higher_is_better, u.alpha, u.planned_units, u.margin, f.primaries, f.secondaries,
    CASE WHEN u.role = 'guardrail' AND r.is_mature AND r.dimension = 'all'
      THEN CAST(n.guardrails AS INT) ELSE 0 END AS guardrails
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key,
          is_mature, as_of
        ORDER BY revision DESC
      ) AS recency
    FROM metric_results
  ) AS r
  JOIN uses AS u
    ON u.experiment_key = r.experiment_key AND u.metric_key = r.metric_key
      AND u.metric_version = r.metric_version
  JOIN families AS f ON f.experiment_key = u.experiment_key AND f.valid_from = u.valid_from
  JOIN shares AS n ON n.experiment_key = u.experiment_key AND n.valid_from = u.valid_from
  WHERE r.recency = 1
    AND u.valid_from <= CAST(r.as_of AS TIMESTAMP(6))
    AND (u.valid_until IS NULL OR u.valid_until > CAST(r.as_of AS TIMESTAMP(6)))
),
-- Which comparisons they are of, and how to make them.
comparisons AS (
  SELECT DISTINCT
    t.experiment_key, t.metric_key, t.metric_version, t.dimension, t.segment, t.control_key,
    t.treatment_key, t.is_mature, e.stopped_at, t.is_proportion, t.has_open_tail, t.alpha,
    t.planned_units
  FROM targets AS t
  JOIN ends AS e ON e.experiment_key = t.experiment_key
),
-- What was counted in tested epochs.
counted AS (
  SELECT *, CAST(as_of AS TIMESTAMP(6)) AS instant
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY experiment_key, epoch, metric_key, metric_version, dimension, segment,
          variant_key, is_mature, as_of
        ORDER BY revision DESC
      ) AS recency
    FROM variant_metrics
    WHERE NOT COALESCE(is_settling, FALSE)
  ) AS m
  WHERE recency = 1
),
-- What epochs planned; it holds for segments that had no unit in one, too.
planned AS (
  SELECT
    experiment_key, epoch, variant_key, MAX(planned_weight) AS planned_weight, MIN(as_of) AS as_of
  FROM counted
  WHERE dimension = 'all'
  GROUP BY experiment_key, epoch, variant_key
),
-- All that a comparison is made of, and the instants at which it is asked for.
sides AS (
  SELECT
    c.experiment_key, c.metric_key, c.metric_version, c.dimension, c.segment, c.treatment_key,
    c.is_mature, m.as_of,
    CASE
      WHEN NOT c.is_mature THEN NULL
      WHEN m.instant <= c.stopped_at AND c.stopped_at < CEIL(m.instant TO HOUR)
        THEN CAST(c.stopped_at AS TIMESTAMP_LTZ(6))
      ELSE CAST(CEIL(m.instant TO HOUR) AS TIMESTAMP_LTZ(6))
    END AS look_at,
    m.epoch, m.variant_key = c.control_key AS is_control, m.planned_weight, m.units,
    m.nonzero_units, CAST(m.sum_y AS DOUBLE) AS sum_y, m.m2_y, c.is_proportion,
    c.has_open_tail, c.alpha, c.planned_units, 0 AS guardrails
  FROM counted AS m
  JOIN comparisons AS c
    ON c.experiment_key = m.experiment_key AND c.metric_key = m.metric_key
      AND c.metric_version = m.metric_version AND c.dimension = m.dimension
      AND c.segment = m.segment AND c.is_mature = m.is_mature
  WHERE m.variant_key IN (c.control_key, c.treatment_key)
  UNION ALL
  SELECT
    c.experiment_key, c.metric_key, c.metric_version, c.dimension, c.segment, c.treatment_key,
    c.is_mature, p.as_of, CAST(NULL AS TIMESTAMP_LTZ(6)), p.epoch,
    p.variant_key = c.control_key, p.planned_weight, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
    CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), c.is_proportion, c.has_open_tail, c.alpha,
    c.planned_units, 0
  FROM planned AS p
  JOIN comparisons AS c ON c.experiment_key = p.experiment_key
  WHERE p.variant_key IN (c.control_key, c.treatment_key)
  UNION ALL
  SELECT
    experiment_key, metric_key, metric_version, dimension, segment, treatment_key, is_mature,
    as_of, CAST(NULL AS TIMESTAMP_LTZ(6)), CAST(NULL AS INT), CAST(NULL AS BOOLEAN),
    CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS DOUBLE),
    CAST(NULL AS DOUBLE), is_proportion, has_open_tail, alpha, planned_units, guardrails
  FROM targets
),
-- Each comparison at each instant at which it is asked for or looked at.
compared AS (
  SELECT
    g.experiment_key, g.metric_key, g.metric_version, g.dimension, g.segment, g.treatment_key,
    g.is_mature, c.*
  FROM (
    SELECT
      experiment_key, metric_key, metric_version, dimension, segment, treatment_key, is_mature,
      compare_variants(
        as_of, look_at, epoch, is_control, planned_weight, units, nonzero_units, sum_y, m2_y,
        is_proportion, has_open_tail, alpha, planned_units, guardrails) AS history
    FROM sides
    GROUP BY
      experiment_key, metric_key, metric_version, dimension, segment, treatment_key, is_mature
  ) AS g
  CROSS JOIN UNNEST(g.history) AS c
),
-- With the p-values of all tests of the experiment through then, which are adjusted together.
judged AS (
  SELECT
    *,
    smallest_p_values(
      metric_key || ' ' || CAST(metric_version AS STRING) || ' ' || treatment_key,
      anytime_difference_p_value
    ) OVER (
      PARTITION BY experiment_key, dimension, segment, is_mature
      ORDER BY CAST(as_of AS TIMESTAMP(6)) RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS p_values
  FROM compared
)
SELECT
  t.experiment_key, t.metric_key, t.metric_version, t.dimension, t.segment, t.control_key,
  t.treatment_key, t.is_mature, t.as_of, t.revision, t.role,
  CASE
    WHEN j.difference IS NULL OR (t.is_mature AND NOT j.callable) THEN 'INSUFFICIENT'
    WHEN t.is_mature AND j.anytime_difference_running_lower > j.anytime_difference_running_upper
      THEN 'NON_STATIONARY'
    ELSE 'OK'
  END AS status,
  j.control_units, j.treatment_units, j.control_mean, j.treatment_mean, j.difference,
  j.difference_se, j.difference_df, j.difference_lower, j.difference_upper, j.difference_p_value,
  j.lift, j.lift_se, j.lift_lower, j.lift_upper, j.lift_p_value, j.lift_reliable,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_lower END
    AS anytime_difference_lower,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_upper END
    AS anytime_difference_upper,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_p_value END
    AS anytime_difference_p_value,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_log_e_value END AS anytime_log_e_value,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_running_lower END
    AS anytime_difference_running_lower,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_running_upper END
    AS anytime_difference_running_upper,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_lift_lower END AS anytime_lift_lower,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_lift_upper END AS anytime_lift_upper,
  CASE WHEN t.is_mature AND j.callable THEN j.anytime_difference_p_value END
    AS anytime_lift_p_value,
  CASE
    WHEN NOT t.is_mature OR t.dimension <> 'all' OR j.anytime_difference_p_value IS NULL THEN NULL
    WHEN t.role = 'primary' THEN
      family_holm(j.p_values, t.primaries)[
        t.metric_key || ' ' || CAST(t.metric_version AS STRING) || ' ' || t.treatment_key]
    WHEN t.role = 'secondary' THEN
      family_bh(j.p_values, t.secondaries)[
        t.metric_key || ' ' || CAST(t.metric_version AS STRING) || ' ' || t.treatment_key]
  END AS adjusted_p_value,
  CASE
    WHEN t.guardrails = 0 THEN NULL
    WHEN NOT j.callable THEN 'CONTINUE'
    WHEN CASE WHEN t.higher_is_better THEN j.harm_upper ELSE -j.harm_lower END < 0 THEN 'HARM'
    WHEN CASE WHEN t.higher_is_better THEN j.pass_lower ELSE -j.pass_upper END > -t.margin
      THEN 'PASS'
    ELSE 'CONTINUE'
  END AS guardrail_status,
  t.alpha
FROM targets AS t
JOIN judged AS j
  ON j.experiment_key = t.experiment_key AND j.metric_key = t.metric_key
    AND j.metric_version = t.metric_version AND j.dimension = t.dimension
    AND j.segment = t.segment AND j.treatment_key = t.treatment_key AND j.is_mature = t.is_mature
    AND j.as_of = t.as_of
ORDER BY
  t.experiment_key, t.metric_key, t.metric_version, t.dimension, t.segment, t.treatment_key,
  t.is_mature, t.as_of;
