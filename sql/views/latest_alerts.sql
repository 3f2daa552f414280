-- Every alert as it stands now: per incident the last transition, of the greatest revision.
CREATE TEMPORARY VIEW latest_alerts AS
SELECT
  job, alert_id, sequence, alert_type, severity, status, resolution, experiment_key,
  experiment_name, owner, summary, recommended_action, as_of, first_as_of, config_version,
  row_table, row_key, epoch, dimension, segment, observed, expected, units, log_e_value,
  log_e_alarm, anytime_p_value, chi_squared_p, suspects, revision, is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY alert_id
      ORDER BY revision DESC, sequence DESC
    ) AS recency
  FROM alerts
) AS ranked
WHERE recency = 1;
