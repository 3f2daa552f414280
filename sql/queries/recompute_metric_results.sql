-- What a data scientist who trusts nobody asks: metric_results again, from the published rows of
-- variant_metrics and the definitions in experiment_versions alone, to the last bit (the verdict
-- excepted). Looks are the segment ticks, here every hour, and the stop: with another segment tick,
-- change CEIL(... TO HOUR).
WITH versions AS (
  SELECT
    experiment_key,
    document,
    valid_from,
    LEAD(valid_from) OVER (PARTITION BY experiment_key ORDER BY version) AS valid_until,
    CAST(JSON_VALUE(document, '$.experiment.alpha') AS DOUBLE) AS alpha,
    CAST(JSON_VALUE(document, '$.experiment.planned_units') AS BIGINT) AS planned_units,
    CAST(
      REPLACE(REPLACE(JSON_VALUE(document, '$.experiment.stopped_at'), 'T', ' '), 'Z', '')
      AS TIMESTAMP_LTZ(6)) AS stopped_at
  FROM experiment_versions
  WHERE document IS NOT NULL
),
uses AS (
  SELECT
    v.experiment_key,
    v.valid_from,
    v.valid_until,
    v.alpha,
    v.planned_units,
    v.stopped_at,
    JSON_VALUE(u.item, '$.metric.key') AS metric_key,
    CAST(JSON_VALUE(u.item, '$.metric.version') AS INT) AS metric_version,
    JSON_VALUE(u.item, '$.metric.kind') IN ('conversion', 'retention') AS is_proportion,
    JSON_VALUE(u.item, '$.metric.higher_is_better') = 'true' AS higher_is_better,
    JSON_VALUE(u.item, '$.role') AS role,
    CAST(JSON_VALUE(u.item, '$.margin') AS DOUBLE) AS margin
  FROM versions AS v
  CROSS JOIN UNNEST(
    JSON_QUERY(v.document, '$.metrics[*]' RETURNING ARRAY<STRING> WITH WRAPPER)) AS u (item)
  WHERE JSON_VALUE(u.item, '$.valid_until') IS NULL
)
SELECT * FROM uses
