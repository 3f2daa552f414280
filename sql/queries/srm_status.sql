-- What the on-call person asks: is any split not as planned, why, and how sure is that?
-- One row an experiment: all tested epochs combined, as they stand now.
SELECT
  experiment_key,
  as_of,
  status,
  diagnosis,
  units,
  anytime_p_value,
  log_e_alarm,
  chi_squared_p
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY experiment_key
      ORDER BY as_of DESC, revision DESC
    ) AS recency
  FROM srm_checks
  WHERE epoch IS NULL AND dimension = 'all' AND segment = 'all'
) AS ranked
WHERE recency = 1
ORDER BY anytime_p_value, experiment_key;
