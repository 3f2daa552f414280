-- Every treatment against control as it stands now:
-- per grain the row with the greatest as_of, then the greatest revision.
CREATE TEMPORARY VIEW latest_metric_results AS
SELECT
  experiment_key, metric_key, metric_version, dimension, segment, control_key, treatment_key,
  is_mature, as_of, revision, role, status, control_units, treatment_units, control_mean,
  treatment_mean, difference, difference_se, difference_df, difference_lower, difference_upper,
  difference_p_value, lift, lift_se, lift_lower, lift_upper, lift_p_value, lift_reliable,
  anytime_difference_lower, anytime_difference_upper, anytime_difference_p_value,
  anytime_log_e_value, anytime_difference_running_lower, anytime_difference_running_upper,
  anytime_lift_lower, anytime_lift_upper, anytime_lift_p_value, adjusted_p_value, guardrail_status,
  alpha, verdict, verdict_reason, config_version, history_from, is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, metric_key, metric_version, dimension, segment, treatment_key, is_mature
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM metric_results
) AS ranked
WHERE recency = 1;
