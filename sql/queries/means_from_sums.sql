-- What a data scientist asks: the published means again, from the sufficient statistics alone.
-- Per variant and epoch the mean and the sample variance, as they stand now.
SELECT
  experiment_key,
  epoch,
  metric_key,
  variant_key,
  units,
  CAST(sum_y AS DOUBLE) / units AS mean_y,
  CASE WHEN units > 1 THEN m2_y / (units - 1) END AS variance_y
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, epoch, metric_key, variant_key
      ORDER BY metric_version DESC, as_of DESC, revision DESC
    ) AS recency
  FROM variant_metrics
  WHERE dimension = 'all' AND segment = 'all' AND is_mature = FALSE AND units > 0
) AS ranked
WHERE recency = 1
ORDER BY experiment_key, epoch, metric_key, variant_key;
