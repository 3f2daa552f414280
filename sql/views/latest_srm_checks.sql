-- Every split against its plan as it stands now; epoch null is all tested epochs combined:
-- per grain the row with the greatest as_of, then the greatest revision.
CREATE TEMPORARY VIEW latest_srm_checks AS
SELECT
  experiment_key, epoch, dimension, segment, as_of, revision, observed, expected, units,
  log_e_value, log_e_alarm, anytime_p_value, chi_squared, chi_squared_df, chi_squared_p,
  e_bh_rejected, status, diagnosis, suspects, config_version, is_config_stale, published_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key, epoch, dimension, segment
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM srm_checks
) AS ranked
WHERE recency = 1;
