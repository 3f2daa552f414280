-- What a product manager asks: how does every treatment do on every metric, and what follows?
-- The newest rows of the whole (all, all), mature ones where the metric has a window.
SELECT
  experiment_key,
  metric_key,
  role,
  treatment_key,
  is_mature,
  control_units,
  treatment_units,
  control_mean,
  treatment_mean,
  lift,
  lift_lower,
  lift_upper,
  difference_p_value,
  status,
  verdict,
  verdict_reason
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, metric_key, treatment_key, is_mature
      ORDER BY metric_version DESC, as_of DESC, revision DESC
    ) AS recency
  FROM metric_results
  WHERE dimension = 'all' AND segment = 'all'
) AS ranked
WHERE recency = 1
ORDER BY experiment_key, role, metric_key, treatment_key, is_mature;
