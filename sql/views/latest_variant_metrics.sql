-- The sufficient statistics of every variant as they stand now:
-- per grain the row with the greatest as_of, then the greatest revision.
CREATE TEMPORARY VIEW latest_variant_metrics AS
SELECT
  experiment_key, epoch, metric_key, metric_version, dimension, segment, variant_key, is_mature,
  as_of, revision, units, nonzero_units, events, duplicates, is_settling, planned_weight, sum_y,
  sum_d, sum_x, m2_y, m2_d, m2_x,
  m2_yd, m2_xy, sum_y2, sum_d2, sum_x2, sum_yd, sum_xy, exact_sums, config_version, history_from,
  is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, epoch, metric_key, metric_version, dimension, segment, variant_key, is_mature
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM variant_metrics
) AS ranked
WHERE recency = 1;
