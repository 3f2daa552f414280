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
-- Every metric of every experiment as it was defined and used at some time.
uses AS (
  SELECT
    v.experiment_key,
    v.valid_from,
    v.valid_until,
    CAST(JSON_VALUE(v.document, '$.experiment.alpha') AS DOUBLE) AS alpha,
    CAST(JSON_VALUE(v.document, '$.experiment.planned_units') AS BIGINT) AS planned_units,
    TO_TIMESTAMP(
      REPLACE(REPLACE(JSON_VALUE(v.document, '$.experiment.stopped_at'), 'T', ' '), 'Z', ''))
      AS stopped_at,
    JSON_VALUE(u.item, '$.metric.key') AS metric_key,
    CAST(JSON_VALUE(u.item, '$.metric.version') AS INT) AS metric_version,
    JSON_VALUE(u.item, '$.metric.kind') IN ('conversion', 'retention') AS is_proportion,
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
    JSON_QUERY(v.document, '$.experiment.variants' RETURNING ARRAY<STRING>))
    AS a (item)
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
    r.control_key, r.is_mature, r.as_of, r.revision, u.role, u.is_proportion, u.higher_is_better,
    u.alpha, u.planned_units, u.margin, u.stopped_at, f.primaries, f.secondaries, n.guardrails
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
-- For each treatment its rows and those of its control, and a mark at each row to recompute.
sides AS (
  SELECT
    m.experiment_key, m.metric_key, m.metric_version, m.dimension, m.segment, p.treatment_key,
    m.is_mature, m.as_of, m.epoch, m.variant_key = p.control_key AS is_control, m.planned_weight,
    m.units, m.nonzero_units, CAST(m.sum_y AS DOUBLE) AS sum_y, m.m2_y, p.is_proportion, p.alpha,
    p.planned_units, p.stopped_at, 0 AS guardrails, FALSE AS is_target
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
  JOIN (
    SELECT DISTINCT
      experiment_key, metric_key, metric_version, control_key, treatment_key, is_proportion, alpha,
      planned_units, stopped_at
    FROM targets
  ) AS p
    ON p.experiment_key = m.experiment_key AND p.metric_key = m.metric_key
      AND p.metric_version = m.metric_version
  WHERE m.recency = 1 AND m.variant_key IN (p.control_key, p.treatment_key)
  UNION ALL
  SELECT
    experiment_key, metric_key, metric_version, dimension, segment, treatment_key, is_mature, as_of,
    CAST(NULL AS INT), CAST(NULL AS BOOLEAN), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), is_proportion, alpha,
    planned_units, stopped_at, CAST(guardrails AS INT), TRUE
  FROM targets
),
-- The comparison as it stood at each instant at which something was published.
states AS (
  SELECT *
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (
        PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key,
          is_mature, as_of
        ORDER BY is_target DESC
      ) AS place
    FROM (
      SELECT
        *,
        CAST(as_of AS TIMESTAMP(6)) AS instant,
        compare_variants(
          as_of, epoch, is_control, planned_weight, units, nonzero_units, sum_y, m2_y,
          is_proportion, alpha, planned_units) OVER w AS compared,
        compare_variants_one_sided(
          as_of, epoch, is_control, planned_weight, units, nonzero_units, sum_y, m2_y,
          is_proportion, alpha, planned_units) OVER w AS passing,
        compare_variants_one_sided(
          as_of, epoch, is_control, planned_weight, units, nonzero_units, sum_y, m2_y,
          is_proportion, alpha / GREATEST(guardrails, 1), planned_units) OVER w AS harming
      FROM sides
      WINDOW w AS (
        PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key,
          is_mature
        ORDER BY as_of RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ) AS compared_rows
  ) AS placed
  WHERE place = 1
),
-- What each look showed: the last state before it, if both variants are large enough.
looks AS (
  SELECT
    *,
    metric_key || ' ' || CAST(metric_version AS STRING) || ' ' || treatment_key AS test
  FROM (
    SELECT
      *,
      CASE WHEN instant = stopped_at THEN instant ELSE CEIL(instant TO HOUR) END AS look_at,
      LEAD(instant) OVER (
        PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key
        ORDER BY instant
      ) AS next_instant
    FROM states
    WHERE is_mature
  ) AS with_next
  WHERE (next_instant IS NULL OR look_at < next_instant)
    AND compared.callable AND compared.anytime_log_e_value IS NOT NULL
),
-- The evidence through the last look at each row to recompute.
evidence AS (
  SELECT *
  FROM (
    SELECT
      experiment_key, metric_key, metric_version, dimension, segment, treatment_key, instant,
      is_target,
      MIN(p_value) OVER w AS p_value,
      MAX(lower_bound) OVER w AS lower_bound,
      MIN(upper_bound) OVER w AS upper_bound
    FROM (
      SELECT
        experiment_key, metric_key, metric_version, dimension, segment, treatment_key,
        look_at AS instant, FALSE AS is_target, compared.anytime_difference_p_value AS p_value,
        compared.anytime_difference_lower AS lower_bound,
        compared.anytime_difference_upper AS upper_bound
      FROM looks
      UNION ALL
      SELECT
        experiment_key, metric_key, metric_version, dimension, segment, treatment_key, instant,
        TRUE, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE)
      FROM states
      WHERE is_target AND is_mature
    ) AS looks_and_targets
    WINDOW w AS (
      PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key
      ORDER BY instant RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  ) AS all_evidence
  WHERE is_target
),
-- The p-values of all tests of an experiment at each of its rows.
together AS (
  SELECT experiment_key, instant, p_values
  FROM (
    SELECT
      experiment_key, instant, is_target,
      smallest_p_values(test, p_value) OVER (
        PARTITION BY experiment_key
        ORDER BY instant RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS p_values
    FROM (
      SELECT
        experiment_key, look_at AS instant, FALSE AS is_target, test,
        compared.anytime_difference_p_value AS p_value
      FROM looks
      WHERE dimension = 'all' AND segment = 'all'
      UNION ALL
      SELECT DISTINCT
        experiment_key, instant, TRUE, CAST(NULL AS STRING), CAST(NULL AS DOUBLE)
      FROM states
      WHERE is_target AND is_mature AND dimension = 'all' AND segment = 'all'
    ) AS tests
  ) AS all_together
  WHERE is_target
)
SELECT
  t.experiment_key, t.metric_key, t.metric_version, t.dimension, t.segment, t.control_key,
  t.treatment_key, t.is_mature, t.as_of, t.revision, t.role,
  CASE
    WHEN s.compared.difference IS NULL OR (t.is_mature AND NOT s.compared.callable)
      THEN 'INSUFFICIENT'
    WHEN r.lower_bound > r.upper_bound THEN 'NON_STATIONARY'
    ELSE 'OK'
  END AS status,
  s.compared.control_units, s.compared.treatment_units, s.compared.control_mean,
  s.compared.treatment_mean, s.compared.difference, s.compared.difference_se,
  s.compared.difference_df, s.compared.difference_lower, s.compared.difference_upper,
  s.compared.difference_p_value, s.compared.lift, s.compared.lift_se, s.compared.lift_lower,
  s.compared.lift_upper, s.compared.lift_p_value, s.compared.lift_reliable,
  CASE WHEN t.is_mature AND s.compared.callable
    THEN s.compared.anytime_difference_lower END AS anytime_difference_lower,
  CASE WHEN t.is_mature AND s.compared.callable
    THEN s.compared.anytime_difference_upper END AS anytime_difference_upper,
  CASE WHEN s.compared.callable THEN r.p_value END AS anytime_difference_p_value,
  CASE WHEN t.is_mature AND s.compared.callable
    THEN s.compared.anytime_log_e_value END AS anytime_log_e_value,
  CASE WHEN s.compared.callable THEN r.lower_bound END AS anytime_difference_running_lower,
  CASE WHEN s.compared.callable THEN r.upper_bound END AS anytime_difference_running_upper,
  CASE WHEN t.is_mature AND s.compared.callable
    THEN s.compared.anytime_lift_lower END AS anytime_lift_lower,
  CASE WHEN t.is_mature AND s.compared.callable
    THEN s.compared.anytime_lift_upper END AS anytime_lift_upper,
  CASE WHEN s.compared.callable THEN r.p_value END AS anytime_lift_p_value,
  CASE
    WHEN r.p_value IS NULL OR t.dimension <> 'all' THEN NULL
    WHEN t.role = 'primary' THEN
      family_holm(g.p_values, t.primaries)[
        t.metric_key || ' ' || CAST(t.metric_version AS STRING) || ' ' || t.treatment_key]
    WHEN t.role = 'secondary' THEN
      family_bh(g.p_values, t.secondaries)[
        t.metric_key || ' ' || CAST(t.metric_version AS STRING) || ' ' || t.treatment_key]
  END AS adjusted_p_value,
  CASE
    WHEN t.role <> 'guardrail' OR NOT t.is_mature OR t.dimension <> 'all' THEN NULL
    WHEN NOT s.compared.callable THEN 'CONTINUE'
    WHEN CASE WHEN t.higher_is_better THEN s.harming.upper_bound ELSE -s.harming.lower_bound END
      < 0 THEN 'HARM'
    WHEN CASE WHEN t.higher_is_better THEN s.passing.lower_bound ELSE -s.passing.upper_bound END
      > -t.margin THEN 'PASS'
    ELSE 'CONTINUE'
  END AS guardrail_status,
  t.alpha
FROM targets AS t
JOIN states AS s
  ON s.experiment_key = t.experiment_key AND s.metric_key = t.metric_key
    AND s.metric_version = t.metric_version AND s.dimension = t.dimension
    AND s.segment = t.segment AND s.treatment_key = t.treatment_key AND s.is_mature = t.is_mature
    AND s.as_of = t.as_of
LEFT JOIN evidence AS r
  ON r.experiment_key = t.experiment_key AND r.metric_key = t.metric_key
    AND r.metric_version = t.metric_version AND r.dimension = t.dimension
    AND r.segment = t.segment AND r.treatment_key = t.treatment_key AND t.is_mature
    AND r.instant = CAST(t.as_of AS TIMESTAMP(6))
LEFT JOIN together AS g
  ON g.experiment_key = t.experiment_key AND g.instant = CAST(t.as_of AS TIMESTAMP(6))
ORDER BY
  t.experiment_key, t.metric_key, t.metric_version, t.dimension, t.segment, t.treatment_key,
  t.is_mature, t.as_of;
